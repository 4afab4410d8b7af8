import fc from "fast-check";
import { allOf, anyOf, type Filter, type Literal, negated, type Operand } from "./ast.ts";
import { readDate } from "./dates.ts";
import { fieldAppliesTo, filterFields } from "./fields.ts";
import { likePatternIsWhole } from "./like.ts";
import { operandType, operatorsOf } from "./operators.ts";

const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: "grapheme", maxLength: 8 }),
  fc.constantFrom("", '"', "\\", '\\"', "\\\\", "and", "a%_\\%", "x\ny", "' or 1=1 --"),
);
const name = fc.oneof(fc.constantFrom("camera", "exif.model", "odd name", "1st", "a.", "", "and", "température"), text);
const number = fc
  .oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }))
  .map((value) => (value === 0 ? 0 : value));
const date = fc
  .tuple(fc.date({ min: new Date("0001-01-02"), max: new Date("9999-12-30"), noInvalidDate: true }), fc.boolean())
  .map(([moment, whole]) => readDate(whole ? moment.toISOString().slice(0, 10) : moment.toISOString()));

const literals = {
  text: text.map((value): Literal => ({ type: "text", value })),
  number: number.map((value): Literal => ({ type: "number", value })),
  boolean: fc.boolean().map((value): Literal => ({ type: "boolean", value })),
  date: date.map((value): Literal => value ?? { type: "date", value: "2026-01-01" }),
};

/** Random trees of every node and operand, as the parser and the constructors make them; at most `depth` levels. */
export function arbitraryFilter(unit: "sample" | "object" = "sample", depth = 4): fc.Arbitrary<Filter> {
  const leaf = fc.oneof(
    { weight: 1, arbitrary: fc.boolean().map((value): Filter => ({ kind: "constant", value })) },
    { weight: 1, arbitrary: text.map((slice): Filter => ({ kind: "slice", name: slice })) },
    { weight: 8, arbitrary: arbitraryOperand(unit, depth).chain(arbitraryCondition) },
  );
  if (depth === 0) return leaf;
  const inner = fc.memo((level: number) => arbitraryFilter(unit, level - 1))(depth);
  const several = fc.array(inner, { minLength: 2, maxLength: 4 });
  return fc.oneof(leaf, several.map(allOf), several.map(anyOf), inner.map(negated));
}

function arbitraryOperand(unit: "sample" | "object", depth: number): fc.Arbitrary<Operand> {
  const fields = filterFields.filter((field) => fieldAppliesTo(field, unit)).map((field) => field.name);
  const operands: fc.Arbitrary<Operand>[] = [
    fc.constantFrom(...fields).map((field): Operand => ({ kind: "field", name: field })),
    name.map((key): Operand => ({ kind: "meta", name: key })),
    text.map((key): Operand => ({ kind: "function", name: key })),
    text.map((id): Operand => ({ kind: "similar", id })),
    text.map((model): Operand => ({ kind: "prediction", model })),
  ];
  if (unit === "object") operands.push(name.map((key): Operand => ({ kind: "attribute", name: key })));
  if (unit === "sample" && depth > 0) {
    operands.push(
      arbitraryFilter("object", Math.min(depth - 1, 1)).map((where): Operand => ({ kind: "count", where })),
    );
  }
  return fc.oneof(...operands);
}

function arbitraryCondition(operand: Operand): fc.Arbitrary<Filter> {
  const type = operandType(operand);
  const allowed = operatorsOf(type);
  const literal =
    type === "any"
      ? fc.oneof(literals.text, literals.number, literals.boolean, literals.date)
      : literals[type === "text-list" ? "text" : type];
  const comparisons = allowed.order ? (["=", "<", "<=", ">", ">="] as const) : (["="] as const);
  const conditions: fc.Arbitrary<Filter>[] = [
    fc
      .tuple(fc.constantFrom(...comparisons), literal)
      .map(([operator, right]): Filter => ({ kind: "comparison", left: operand, operator, right })),
  ];
  if (type !== "text-list") {
    const right = filterFields.find((field) => (type === "any" ? field.name === "path" : field.type === type));
    if (right && right.name !== "objects") {
      const compared: Operand = { kind: "field", name: right.name };
      conditions.push(fc.constant({ kind: "comparison", left: operand, operator: "=", right: compared }));
    }
  }
  if (operand.kind !== "count") conditions.push(fc.constant({ kind: "null", operand }));
  if (allowed.list) {
    conditions.push(
      fc.array(literal, { minLength: 1, maxLength: 4 }).map((values): Filter => ({ kind: "in", operand, values })),
    );
  }
  if (allowed.between) {
    conditions.push(
      fc
        .tuple(literal, literal)
        .map(([low, high]): Filter => ({ kind: "between", operand, low, high: high.type === low.type ? high : low })),
    );
  }
  if (allowed.text) {
    conditions.push(
      text.filter(likePatternIsWhole).map((pattern): Filter => ({ kind: "like", operand, pattern })),
      text.map((part): Filter => ({ kind: "contains", operand, text: part })),
    );
  }
  return fc.oneof(...conditions);
}
