/** Markup that is safe to insert as it stands: made by `html` or by code that escapes for itself. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = Markup | string | number | null | false | readonly Part[];

/**
 * A template whose values are escaped unless they are Markup. Arrays are joined; null and false print nothing.
 * Every value is safe in text and in a quoted attribute.
 */
export function html(strings: TemplateStringsArray, ...values: Part[]): Markup {
  let text = strings[0];
  values.forEach((value, i) => {
    text += print(value) + strings[i + 1];
  });
  return new Markup(text);
}

function print(part: Part): string {
  if (part === null || part === false) return "";
  if (part instanceof Markup) return part.text;
  if (typeof part === "number" || typeof part === "string")
    return escapeEntities(visibleText(String(part))).replaceAll(" ± ", "\u00a0±\u00a0");
  return part.map(print).join("");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeEntities(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]);
}

/**
 * Text from a dataset as it may be shown: control characters, direction overrides and lone surrogates become U+FFFD, so that a name
 * can neither hide nor reorder what stands beside it. Longer than `limit` characters: cut, with an ellipsis.
 */
export function visibleText(text: string, limit = Number.POSITIVE_INFINITY): string {
  const clean = text
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is to be replaced
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g, "\ufffd");
  if (clean.length <= limit) return clean;
  const characters = [...clean];
  return characters.length <= limit ? clean : `${characters.slice(0, limit - 1).join("")}…`;
}
