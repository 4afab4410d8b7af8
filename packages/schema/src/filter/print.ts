import { type ComparisonOperator, type Filter, isLiteral, type Literal, type Operand } from "./ast.ts";
import { operandType } from "./operators.ts";
import { isWord, quoteText } from "./quoting.ts";

/**
 * The one canonical text of a filter: `parseFilter(printFilter(filter))` equals `filter`. The filter that everything fulfils
 * prints as empty text.
 */
export function printFilter(filter: Filter): string {
  return isEverything(filter) ? "" : print(filter);
}

function print(filter: Filter): string {
  switch (filter.kind) {
    case "constant":
      return String(filter.value);
    case "and":
      return filter.filters.length === 0 ? "true" : filter.filters.map(printAndPart).join(" and ");
    case "or":
      return filter.filters.length === 0 ? "false" : filter.filters.map(print).join(" or ");
    case "not":
      return printNot(filter.filter);
    case "slice":
      return `slice(${quoteText(filter.name)})`;
    default:
      return printCondition(filter, false);
  }
}

function printAndPart(filter: Filter): string {
  return filter.kind === "or" && filter.filters.length > 1 ? `(${print(filter)})` : print(filter);
}

function printNot(filter: Filter): string {
  switch (filter.kind) {
    case "and":
    case "or":
      return `not (${print(filter)})`;
    case "constant":
    case "not":
    case "slice":
      return `not ${print(filter)}`;
    case "comparison":
      return filter.operator === "=" ? printCondition(filter, true) : `not ${print(filter)}`;
    default:
      return printCondition(filter, true);
  }
}

type Condition = Exclude<Filter, { kind: "constant" | "and" | "or" | "not" | "slice" }>;

/** A condition, or its complement as the language writes it (`!=`, `not in`, `is not null`). */
function printCondition(filter: Condition, complement: boolean): string {
  const not = complement ? "not " : "";
  switch (filter.kind) {
    case "comparison":
      return printComparison(filter.left, filter.operator, filter.right, complement);
    case "in":
      return `${printOperand(filter.operand)} ${not}in (${filter.values.map(printLiteral).join(", ")})`;
    case "between":
      return `${printOperand(filter.operand)} ${not}between ${printLiteral(filter.low)} and ${printLiteral(filter.high)}`;
    case "like":
      return `${printOperand(filter.operand)} ${not}like ${quoteText(filter.pattern)}`;
    case "contains":
      return `${printOperand(filter.operand)} ${not}contains ${quoteText(filter.text)}`;
    case "null":
      return `${printOperand(filter.operand)} is ${not}null`;
  }
}

function printComparison(
  left: Operand,
  operator: ComparisonOperator,
  right: Literal | Operand,
  complement: boolean,
): string {
  if (operandType(left) === "text-list" && isLiteral(right) && operator === "=") {
    return `${printLiteral(right)} ${complement ? "not in" : "in"} ${printOperand(left)}`;
  }
  const side = isLiteral(right) ? printLiteral(right) : printOperand(right);
  return `${printOperand(left)} ${complement ? "!=" : operator} ${side}`;
}

/** An operand in filter text. */
export function printOperand(operand: Operand): string {
  switch (operand.kind) {
    case "field":
      return operand.name;
    case "meta":
      return `meta.${printKey(operand.name)}`;
    case "attribute":
      return `attr.${printKey(operand.name)}`;
    case "count":
      return isEverything(operand.where) ? "count(objects)" : `count(objects where ${print(operand.where)})`;
    case "function":
      return `fn(${quoteText(operand.name)})`;
    case "similar":
      return `similar(${quoteText(operand.id)})`;
    case "prediction":
      return `prediction(${quoteText(operand.model)})`;
  }
}

function printKey(key: string): string {
  return key.split(".").every(isWord) ? key : quoteText(key);
}

function printLiteral(literal: Literal): string {
  return literal.type === "text" ? quoteText(literal.value) : String(literal.value);
}

function isEverything(filter: Filter): boolean {
  return filter.kind === "constant" && filter.value;
}
