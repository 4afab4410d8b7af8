import { type ComparisonOperator, type Filter, type Literal, negated, type Operand } from "./ast.ts";
import type { TokenCursor } from "./cursor.ts";
import { likePatternIsWhole } from "./like.ts";
import { operandType, operatorsOf, valueSource } from "./operators.ts";
import { parseComparedSide, parseLiteral } from "./parse-literal.ts";
import { type ParseInner, parseOperand } from "./parse-operand.ts";
import type { Token } from "./tokens.ts";

/** Reads what follows an operand: `>= 640`, `in (...)`, `not like "..."`, `is null`. A boolean may stand alone. */
export function parseCondition(cursor: TokenCursor, operand: Operand, start: Token, inner: ParseInner): Filter {
  return (
    parseComparison(cursor, operand, inner) ??
    parseNullTest(cursor, operand) ??
    parseNegatable(cursor, operand) ??
    bareCondition(operand) ??
    failCondition(cursor, operand, start)
  );
}

/** Reads `"night" in tags`, also with `not in`. */
export function parseMembership(cursor: TokenCursor, inner: ParseInner): Filter {
  const text = cursor.token;
  if (text.kind !== "text") return cursor.failUnexpected();
  cursor.advance();
  const complement = cursor.takeKeyword("not");
  if (!cursor.takeKeyword("in")) cursor.failUnexpected("", "A comparison begins with the field: label = ...");
  const start = cursor.token;
  const operand = parseOperand(cursor, inner, "text-list");
  if (operandType(operand) !== "text-list") {
    throw cursor.problem(`Only a list of texts can stand after "in" here`, start, ["tags"], 'As in: "night" in tags.');
  }
  const right: Literal = { type: "text", value: text.value };
  const filter: Filter = { kind: "comparison", left: operand, operator: "=", right };
  return complement ? negated(filter) : filter;
}

const orderOperators: readonly ComparisonOperator[] = ["<=", ">=", "<", ">"];

function parseComparison(cursor: TokenCursor, left: Operand, inner: ParseInner): Filter | null {
  const compare = (operator: ComparisonOperator): Filter => {
    return { kind: "comparison", left, operator, right: parseComparedSide(cursor, left, inner) };
  };
  if (cursor.takeSymbol("=")) return compare("=");
  if (cursor.takeSymbol("!=")) return negated(compare("="));
  if (!operatorsOf(operandType(left)).order) return null;
  const operator = orderOperators.find((symbol) => cursor.takeSymbol(symbol));
  return operator === undefined ? null : compare(operator);
}

function parseNullTest(cursor: TokenCursor, operand: Operand): Filter | null {
  if (operand.kind === "count" || !cursor.takeKeyword("is")) return null;
  const complement = cursor.takeKeyword("not");
  if (!cursor.takeKeyword("null")) cursor.failUnexpected();
  const filter: Filter = { kind: "null", operand };
  return complement ? negated(filter) : filter;
}

function parseNegatable(cursor: TokenCursor, operand: Operand): Filter | null {
  const { list, text, between } = operatorsOf(operandType(operand));
  if (!list) return null;
  const complement = cursor.takeKeyword("not");
  const filter =
    parseIn(cursor, operand) ??
    (between ? parseBetween(cursor, operand) : null) ??
    (text ? (parseLike(cursor, operand) ?? parseContains(cursor, operand)) : null);
  if (filter === null) return complement ? cursor.failUnexpected() : null;
  return complement ? negated(filter) : filter;
}

function parseIn(cursor: TokenCursor, operand: Operand): Filter | null {
  if (!cursor.takeKeyword("in")) return null;
  cursor.requireSymbol("(");
  const values = [parseLiteral(cursor, operand)];
  while (cursor.takeSymbol(",")) values.push(parseLiteral(cursor, operand));
  cursor.requireSymbol(")");
  return { kind: "in", operand, values };
}

function parseBetween(cursor: TokenCursor, operand: Operand): Filter | null {
  if (!cursor.takeKeyword("between")) return null;
  const low = parseLiteral(cursor, operand);
  if (!cursor.takeKeyword("and")) cursor.failUnexpected();
  const start = cursor.token;
  const high = parseLiteral(cursor, operand);
  if (high.type !== low.type) {
    throw cursor.problem("Both ends of a range have one type", start, [`a ${low.type}`]);
  }
  return { kind: "between", operand, low, high };
}

function parseLike(cursor: TokenCursor, operand: Operand): Filter | null {
  if (!cursor.takeKeyword("like")) return null;
  const token = cursor.token;
  const pattern = parseText(cursor, operand);
  if (likePatternIsWhole(pattern)) return { kind: "like", operand, pattern };
  throw cursor.problem(
    "The pattern ends in the middle of an escape",
    token,
    ['"\\\\\\\\"'],
    "A pattern writes \\ twice.",
  );
}

function parseContains(cursor: TokenCursor, operand: Operand): Filter | null {
  return cursor.takeKeyword("contains") ? { kind: "contains", operand, text: parseText(cursor, operand) } : null;
}

function parseText(cursor: TokenCursor, operand: Operand): string {
  cursor.expect({ kind: "text", source: valueSource(operand) });
  if (cursor.token.kind !== "text") return cursor.failUnexpected();
  const { value } = cursor.token;
  cursor.advance();
  return value;
}

/** A boolean that stands alone. */
function bareCondition(operand: Operand): Filter | null {
  if (operandType(operand) !== "boolean") return null;
  return { kind: "comparison", left: operand, operator: "=", right: { type: "boolean", value: true } };
}

function failCondition(cursor: TokenCursor, operand: Operand, start: Token): never {
  const type = operandType(operand);
  const name = start.kind === "word" ? start.text : operand.kind;
  cursor.failUnexpected(type === "any" ? "" : ` after ${name} (${type})`);
}
