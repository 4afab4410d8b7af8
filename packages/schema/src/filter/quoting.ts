/** A text as a filter writes it: in double quotes, `\` before `"` and `\`. */
export function quoteText(value: string): string {
  return `"${value.replace(/["\\]/g, "\\$&")}"`;
}

/** Undoes `quoteText` on what stands between the quotes: `\"` and `\\` are escapes, any other `\` stands for itself. */
export function unquoteText(inner: string): string {
  return inner.replace(/\\(["\\])/g, "$1");
}

const word = /^[\p{L}_][\p{L}\p{N}_]*$/u;

/** True for a name that filter text may hold without quotes. */
export function isWord(name: string): boolean {
  return word.test(name);
}
