import { everything, type Filter, type Operand } from "./ast.ts";
import { alternatives } from "./bad-filter.ts";
import type { TokenCursor } from "./cursor.ts";
import type { CallName, OperandType, ValueSource } from "./expectations.ts";
import { type FieldName, fieldAppliesTo, fieldNamed, filterFields } from "./fields.ts";
import { nearestNames } from "./nearest.ts";

/** The parser of a whole filter, handed down for the inside of `count(objects where ...)`. */
export type ParseInner = (cursor: TokenCursor) => Filter;

/** Reads a field, `meta.NAME`, `attr.NAME` among fields of objects, or a call. `type` narrows what is expected where the operand is compared with another. */
export function parseOperand(cursor: TokenCursor, inner: ParseInner, type?: OperandType): Operand {
  expectOperand(cursor, type);
  switch (takeCall(cursor)) {
    case "count":
      return parseCount(cursor, inner);
    case "fn":
      return { kind: "function", name: parseCallText(cursor, { kind: "function" }) };
    case "similar":
      return { kind: "similar", id: parseCallText(cursor, { kind: "sample" }) };
    case "prediction":
      return { kind: "prediction", model: parseCallText(cursor, { kind: "model" }) };
    case null:
      return takeKeyed(cursor) ?? parseField(cursor, type);
  }
}

/** Reads `("text")`, the rest of a call with one text. */
export function parseCallText(cursor: TokenCursor, source: ValueSource): string {
  cursor.requireSymbol("(");
  cursor.expect({ kind: "text", source });
  if (cursor.token.kind !== "text") cursor.failUnexpected();
  const { value } = cursor.token;
  cursor.advance();
  cursor.requireSymbol(")");
  return value;
}

type OperandCall = Exclude<CallName, "slice">;

const callTypes: Record<OperandCall, OperandType> = {
  count: "number",
  fn: "number",
  similar: "number",
  prediction: "text",
};

const operandCalls: readonly OperandCall[] = ["count", "fn", "similar", "prediction"];

/** Notes every operand that could stand here; `type` is that of the side which it would be compared with. */
export function expectOperand(cursor: TokenCursor, type?: OperandType): void {
  for (const name of operandCalls) {
    const fits = type === undefined || type === "any" || callTypes[name] === type;
    if (fits && !(name === "count" && cursor.unit === "object")) cursor.expect({ kind: "call", name });
  }
  if (type !== "any" && type !== "text-list") {
    cursor.expect({ kind: "keyword", text: "meta" });
    if (cursor.unit === "object") cursor.expect({ kind: "keyword", text: "attr" });
  }
  cursor.expect({ kind: "field", unit: cursor.unit, ...(type === undefined ? {} : { type }) });
}

function takeCall(cursor: TokenCursor): OperandCall | null {
  const call = operandCalls.find((name) => cursor.atWord(name));
  if (call === undefined) return null;
  cursor.advance();
  return call;
}

function parseCount(cursor: TokenCursor, inner: ParseInner): Operand {
  if (cursor.unit === "object") {
    throw cursor.problem("An object holds no objects that could be counted", cursor.token, ["a field of objects"]);
  }
  cursor.requireSymbol("(");
  if (!cursor.takeKeyword("objects")) cursor.failUnexpected();
  const where = cursor.takeKeyword("where") ? parseObjectFilter(cursor, inner) : everything;
  cursor.requireSymbol(")");
  return { kind: "count", where };
}

function parseObjectFilter(cursor: TokenCursor, inner: ParseInner): Filter {
  cursor.unit = "object";
  const where = cursor.deeper(() => inner(cursor));
  cursor.unit = "sample";
  return where;
}

function takeKeyed(cursor: TokenCursor): Operand | null {
  const kind = cursor.atWord("meta") ? "meta" : cursor.atWord("attr") ? "attribute" : null;
  if (kind === null) return null;
  if (kind === "attribute" && cursor.unit === "sample") {
    throw cursor.problem(
      "Attributes are of objects",
      cursor.token,
      ["a field of samples"],
      "Write count(objects where attr.NAME ...) >= 1.",
    );
  }
  cursor.advance();
  cursor.requireSymbol(".");
  cursor.expect({ kind: kind === "meta" ? "meta-name" : "attribute-name" });
  return { kind, name: parseKey(cursor) };
}

/** A text, or words with dots between: `meta.exif.camera` is the key `exif.camera`. */
function parseKey(cursor: TokenCursor): string {
  if (cursor.token.kind === "text") {
    const { value } = cursor.token;
    cursor.advance();
    return value;
  }
  const parts = [cursor.takeWord() ?? cursor.failUnexpected("", 'Other names go in quotes: "odd name".')];
  while (cursor.token.kind === "symbol" && cursor.token.text === "." && cursor.following.kind === "word") {
    cursor.advance();
    parts.push(cursor.takeWord() ?? cursor.failUnexpected());
  }
  return parts.join(".");
}

function parseField(cursor: TokenCursor, type: OperandType | undefined): Operand {
  if (cursor.token.kind !== "word") return cursor.failUnexpected();
  const field = fieldNamed(cursor.token.text);
  if (field === undefined) throw unknownField(cursor, cursor.token.text, type !== undefined);
  if (!fieldAppliesTo(field, cursor.unit)) throw fieldOfOtherUnit(cursor, field.name);
  cursor.advance();
  return { kind: "field", name: field.name };
}

function unknownField(cursor: TokenCursor, name: string, isValue: boolean) {
  const names = filterFields.filter((field) => fieldAppliesTo(field, cursor.unit)).map((field) => field.name);
  const nearest = nearestNames(
    name,
    isValue ? names : [...names, "meta", ...(cursor.unit === "object" ? ["attr"] : []), ...operandCalls, "slice"],
  );
  const hint = [
    nearest.length > 0 ? `Did you mean ${alternatives(nearest)}?` : "",
    isValue ? `Put texts in double quotes: "${name}".` : `A metadata key is written meta.${name}.`,
  ];
  const expected = [...new Set(["a field", ...nearest])];
  return cursor.problem(`There is no field ${name}`, cursor.token, expected, hint.filter(Boolean).join(" "), nearest);
}

function fieldOfOtherUnit(cursor: TokenCursor, name: FieldName) {
  return cursor.unit === "sample"
    ? cursor.problem(
        `${name} is a field of objects`,
        cursor.token,
        ["a field of samples"],
        `Write count(objects where ${name} ...) >= 1.`,
      )
    : cursor.problem(`${name} is a field of samples only`, cursor.token, ["a field of objects"]);
}
