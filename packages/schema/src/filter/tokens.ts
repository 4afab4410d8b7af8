import { badFilter, excerpt } from "./bad-filter.ts";
import { datePattern, readDate } from "./dates.ts";
import { unquoteText } from "./quoting.ts";

/** The punctuation of the filter language. */
export type FilterSymbol = "(" | ")" | "," | "." | "=" | "!=" | "<" | "<=" | ">" | ">=";

/** A piece of filter text; `start` and `end` are offsets in UTF-16 code units. */
export type Token = { readonly start: number; readonly end: number } & (
  | { readonly kind: "word"; readonly text: string }
  /** `closed` is false for a text whose quote never ends, which only completions read. */
  | { readonly kind: "text"; readonly value: string; readonly closed: boolean }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "date"; readonly value: string }
  | { readonly kind: "symbol"; readonly text: FilterSymbol }
  | { readonly kind: "end" }
);

const space = /\s+/y;
const word = /[\p{L}_][\p{L}\p{N}_]*/uy;
const number = /-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const symbol = /[!<>]=|[(),.=<>]/y;
const closedText = /"((?:[^"\\]|\\.)*)"/sy;

/**
 * Splits filter text into tokens, the last of kind `end`. Linear in the text; throws `bad_filter` at the first character that
 * cannot belong to a filter. With `allowOpenText` a last text without its closing quote is a token too.
 */
export function tokenize(text: string, { allowOpenText = false } = {}): Token[] {
  const tokens: Token[] = [];
  let at = matchAt(space, text, 0).length;
  while (at < text.length) {
    const token = nextToken(text, at, allowOpenText, tokens.at(-1));
    tokens.push(token);
    at = token.end + matchAt(space, text, token.end).length;
  }
  tokens.push({ kind: "end", start: text.length, end: text.length });
  return tokens;
}

function nextToken(text: string, start: number, allowOpenText: boolean, previous: Token | undefined): Token {
  const afterWord = previous?.kind === "word" && previous.end === start;
  const character = text[start];
  if (character === '"') return textToken(text, start, allowOpenText);
  const name = matchAt(word, text, start);
  if (name) return { kind: "word", text: name, start, end: start + name.length };
  const digits = matchAt(datePattern, text, start) || (afterWord ? "" : matchAt(number, text, start));
  if (digits) return numberOrDate(text, digits, start);
  const mark = matchAt(symbol, text, start);
  if (isSymbol(mark)) return { kind: "symbol", text: mark, start, end: start + mark.length };
  throw unexpectedCharacter(text, start);
}

function textToken(text: string, start: number, allowOpenText: boolean): Token {
  const quoted = matchAt(closedText, text, start);
  if (quoted) {
    return { kind: "text", value: unquoteText(quoted.slice(1, -1)), closed: true, start, end: start + quoted.length };
  }
  if (allowOpenText) {
    return { kind: "text", value: unquoteText(text.slice(start + 1)), closed: false, start, end: text.length };
  }
  throw badFilter("A text begins here and never ends", {
    position: start,
    length: text.length - start,
    expected: ['"'],
  });
}

function numberOrDate(text: string, digits: string, start: number): Token {
  const end = start + digits.length;
  const problem = { position: start, length: digits.length, expected: ["a number", "a date"] };
  if (matchAt(word, text, end)) {
    const all = digits + matchAt(word, text, end);
    throw badFilter(
      `${excerpt(all)} is neither a number nor a name`,
      { ...problem, length: all.length },
      "Put texts in double quotes.",
    );
  }
  if (matchAt(datePattern, text, start)) {
    const date = readDate(digits);
    if (date) return { kind: "date", value: date.value, start, end };
    throw badFilter(`There is no date ${excerpt(digits)}`, { ...problem, expected: ["a date"] });
  }
  const value = Number(digits);
  if (!Number.isFinite(value)) {
    throw badFilter(`${excerpt(digits)} is too large a number`, { ...problem, expected: ["a number"] });
  }
  return { kind: "number", value: value === 0 ? 0 : value, start, end };
}

function unexpectedCharacter(text: string, start: number) {
  const character = String.fromCodePoint(text.codePointAt(start) ?? 0);
  const quote = /['\u2018\u2019\u201c\u201d`]/.test(character);
  return badFilter(
    `${JSON.stringify(character)} means nothing in a filter`,
    { position: start, length: character.length, expected: quote ? ['"'] : [] },
    quote
      ? 'Texts are written in double quotes: label = "boot".'
      : 'A filter looks like: width >= 640 and "night" in tags.',
  );
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? "";
}

const symbols: ReadonlySet<string> = new Set<FilterSymbol>(["(", ")", ",", ".", "=", "!=", "<", "<=", ">", ">="]);

function isSymbol(text: string): text is FilterSymbol {
  return symbols.has(text);
}
