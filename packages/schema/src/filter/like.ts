/** A piece of a `like` pattern: text as it stands, exactly one character (`_`), or any number of characters (`%`). */
export type LikePart = { readonly kind: "text"; readonly text: string } | { readonly kind: "one" | "any" };

/** Splits a `like` pattern; `\` makes the character after it stand for itself. A lone `\` at the end stands for itself too. */
export function likeParts(pattern: string): LikePart[] {
  const parts: LikePart[] = [];
  let text = "";
  const flush = () => {
    if (text) parts.push({ kind: "text", text });
    text = "";
  };
  const characters = Array.from(pattern);
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at];
    if (character === "%" || character === "_") {
      flush();
      if (character === "_") parts.push({ kind: "one" });
      else if (parts.at(-1)?.kind !== "any") parts.push({ kind: "any" });
    } else {
      text += character === "\\" && at + 1 < characters.length ? characters[++at] : character;
    }
  }
  flush();
  return parts;
}

/**
 * A text for comparison without regard to case: Unicode's simple lower-case mapping, character by character as the catalog does it
 * (JavaScript's own may depend on neighbours, as for the Greek sigma).
 */
export function foldCase(text: string): string {
  return Array.from(text, (character) => String.fromCodePoint(character.toLowerCase().codePointAt(0) ?? 0)).join("");
}

/** False for a pattern that ends with an escape of nothing. */
export function likePatternIsWhole(pattern: string): boolean {
  let end = pattern.length;
  while (end > 0 && pattern[end - 1] === "\\") end--;
  return (pattern.length - end) % 2 === 0;
}

/** Whether the whole value fits the pattern, without regard to case. O(value x pattern): only the last `%` is ever tried again. */
export function matchesLike(value: string, pattern: string): boolean {
  const characters = Array.from(foldCase(value));
  const steps = likeParts(pattern).flatMap(stepsOf);
  let [at, step, star, resume] = [0, 0, -1, 0];
  while (at < characters.length) {
    const current = steps[step];
    if (current === anyNumber) {
      star = step++;
      resume = at;
    } else if (current === anyOne || current === characters[at]) {
      step++;
      at++;
    } else if (star >= 0) {
      step = star + 1;
      at = ++resume;
    } else {
      return false;
    }
  }
  while (steps[step] === anyNumber) step++;
  return step === steps.length;
}

const anyOne = Symbol("_");
const anyNumber = Symbol("%");

function stepsOf(part: LikePart): (string | symbol)[] {
  if (part.kind === "text") return Array.from(foldCase(part.text));
  return [part.kind === "one" ? anyOne : anyNumber];
}
