import type { Unit } from "../entities.ts";
import { allOf, anyOf, everything, type Filter, negated } from "./ast.ts";
import { badFilter } from "./bad-filter.ts";
import { TokenCursor } from "./cursor.ts";
import { parseCondition, parseMembership } from "./parse-condition.ts";
import { parseCallText, parseOperand } from "./parse-operand.ts";
import { tokenize } from "./tokens.ts";

/** The longest filter text, in bytes of UTF-8. */
export const maximumFilterBytes = 65_536;

/**
 * Reads filter text into its tree. Empty text is the filter that every row fulfils. `unit` says whether the filter is about samples
 * (default) or objects, which decides the fields it may name. Keywords are read in any case.
 *
 *     filter    = and { "or" and }                        and = not { "and" not }               not = "not" not | primary
 *     primary   = "(" filter ")" | "true" | "false" | "slice" "(" text ")" | text ["not"] "in" list-field | operand [test]
 *     test      = ("=" | "!=" | "<" | "<=" | ">" | ">=") (value | operand) | "is" ["not"] "null"
 *               | ["not"] ("in" "(" value { "," value } ")" | "between" value "and" value | "like" text | "contains" text)
 *     operand   = field | ("meta" | "attr") "." (name { "." name } | text) | ("fn" | "similar" | "prediction") "(" text ")"
 *               | "count" "(" "objects" ["where" filter] ")"
 *     value     = text | number | date | "true" | "false"
 *
 * A test may be left out after a boolean field. Texts stand in double quotes, with `\"` and `\\` inside; dates are ISO 8601, in UTC
 * unless they name a zone, and a date without a time is its whole day. In `like`, `%` is any text, `_` one character, `\` takes the
 * next as it is; `like` and `contains` ignore case.
 *
 * Throws `bad_filter` with details `{position, length, expected, nearest?}` (offsets in UTF-16 code units) for text that is no
 * filter, an unknown field, a comparison of different types, more than 64 KB, or nesting deeper than 64 levels.
 */
export function parseFilter(text: string, { unit = "sample" }: { unit?: Unit } = {}): Filter {
  requireSize(text);
  const cursor = new TokenCursor(text, tokenize(text), unit);
  return cursor.token.kind === "end" ? everything : parseWhole(cursor);
}

function requireSize(text: string): void {
  const bytes = text.length > maximumFilterBytes ? text.length : new TextEncoder().encode(text).length;
  if (bytes <= maximumFilterBytes) return;
  throw badFilter(
    `The filter is longer than ${maximumFilterBytes / 1024} KB`,
    { position: 0, length: text.length, expected: [] },
    "Long lists of ids fit better in a static slice.",
  );
}

/** Reads all tokens as one filter. */
export function parseWhole(cursor: TokenCursor): Filter {
  const filter = parseOr(cursor);
  cursor.requireEnd();
  return filter;
}

function parseOr(cursor: TokenCursor): Filter {
  const filters = [parseAnd(cursor)];
  while (cursor.takeKeyword("or")) filters.push(parseAnd(cursor));
  return anyOf(filters);
}

function parseAnd(cursor: TokenCursor): Filter {
  const filters = [parseNot(cursor)];
  while (cursor.takeKeyword("and")) filters.push(parseNot(cursor));
  return allOf(filters);
}

function parseNot(cursor: TokenCursor): Filter {
  return cursor.takeKeyword("not") ? negated(cursor.deeper(() => parseNot(cursor))) : parsePrimary(cursor);
}

function parsePrimary(cursor: TokenCursor): Filter {
  if (cursor.takeSymbol("(")) {
    const filter = cursor.deeper(() => parseOr(cursor));
    cursor.requireSymbol(")");
    return filter;
  }
  if (cursor.token.kind === "text") return parseMembership(cursor, parseOr);
  if (cursor.atWord("true") || cursor.atWord("false")) return parseConstant(cursor);
  cursor.expect({ kind: "call", name: "slice" });
  if (cursor.atWord("slice")) {
    cursor.advance();
    return { kind: "slice", name: parseCallText(cursor, { kind: "slice" }) };
  }
  const start = cursor.token;
  return parseCondition(cursor, parseOperand(cursor, parseOr), start, parseOr);
}

function parseConstant(cursor: TokenCursor): Filter {
  const value = cursor.atWord("true");
  cursor.advance();
  return { kind: "constant", value };
}
