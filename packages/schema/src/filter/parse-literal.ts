import type { Literal, Operand } from "./ast.ts";
import { excerpt } from "./bad-filter.ts";
import type { TokenCursor } from "./cursor.ts";
import { readDate } from "./dates.ts";
import { describeExpectation, type Expectation, type OperandType } from "./expectations.ts";
import { operandType, valueSource } from "./operators.ts";
import { expectOperand, type ParseInner, parseOperand } from "./parse-operand.ts";
import type { Token } from "./tokens.ts";

/** Reads the right side of a comparison: a constant of the left side's type, or another operand of that type. */
export function parseComparedSide(cursor: TokenCursor, left: Operand, inner: ParseInner): Literal | Operand {
  const type = operandType(left);
  const { token } = cursor;
  if (type === "text-list" || token.kind !== "word" || isBooleanWord(token)) {
    cursor.expect(...literalExpectations(left));
    if (type !== "text-list" && token.kind !== "text") expectOperand(cursor, type);
    return parseLiteral(cursor, left);
  }
  cursor.expect(...literalExpectations(left));
  const right = parseOperand(cursor, inner, type);
  requireComparable(cursor, left, right, token);
  return right;
}

/** Reads a constant that can be compared with the operand. */
export function parseLiteral(cursor: TokenCursor, operand: Operand): Literal {
  const expected = literalExpectations(operand);
  cursor.expect(...expected);
  const { token } = cursor;
  const literal = literalOf(token);
  if (literal === null) return cursor.failUnexpected();
  const converted = convert(literal, operandType(operand));
  if (converted === null) {
    const reason = `${nameOf(operand)} is a ${operandType(operand)} and cannot be compared with ${cursor.found()}`;
    throw cursor.problem(reason, token, expected.map(describeExpectation));
  }
  cursor.advance();
  return converted;
}

function literalExpectations(operand: Operand): Expectation[] {
  const text: Expectation = { kind: "text", source: valueSource(operand) };
  switch (operandType(operand)) {
    case "text":
    case "text-list":
      return [text];
    case "number":
      return [{ kind: "number" }];
    case "boolean":
      return [{ kind: "boolean" }];
    case "date":
      return [{ kind: "date" }];
    case "any":
      return [text, { kind: "number" }, { kind: "boolean" }, { kind: "date" }];
  }
}

function isBooleanWord(token: Token): boolean {
  return token.kind === "word" && /^(true|false)$/i.test(token.text);
}

function literalOf(token: Token): Literal | null {
  switch (token.kind) {
    case "text":
      return { type: "text", value: token.value };
    case "number":
      return { type: "number", value: token.value };
    case "date":
      return { type: "date", value: token.value };
    case "word":
      return isBooleanWord(token) ? { type: "boolean", value: token.text.toLowerCase() === "true" } : null;
    default:
      return null;
  }
}

/** A literal as the type asks for it, null where it does not fit. A date may come as a text too, as in SQL. */
function convert(literal: Literal, type: OperandType): Literal | null {
  if (type === "any" || literal.type === type) return literal;
  if (literal.type !== "text") return null;
  return type === "text-list" ? literal : type === "date" ? readDate(literal.value) : null;
}

function requireComparable(cursor: TokenCursor, left: Operand, right: Operand, token: Token): void {
  const [from, to] = [operandType(left), operandType(right)];
  if (from === "any" && to === "any") {
    throw cursor.problem("Two values of metadata or attributes have no known type to compare by", token, [
      "a value",
      "a field",
    ]);
  }
  if (to === "text-list" || (from !== to && from !== "any" && to !== "any")) {
    const reason = `${nameOf(left)} is a ${from} and cannot be compared with ${nameOf(right)}, a ${to}`;
    throw cursor.problem(reason, token, [...literalExpectations(left).map(describeExpectation), `a ${from} field`]);
  }
}

/** An operand in a message. */
function nameOf(operand: Operand): string {
  switch (operand.kind) {
    case "field":
      return operand.name;
    case "meta":
      return `meta.${excerpt(operand.name)}`;
    case "attribute":
      return `attr.${excerpt(operand.name)}`;
    case "count":
      return "count(...)";
    case "function":
      return "fn(...)";
    case "similar":
      return "similar(...)";
    case "prediction":
      return "prediction(...)";
  }
}
