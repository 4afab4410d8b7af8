import type { Operand } from "./ast.ts";
import type { OperandType, ValueSource } from "./expectations.ts";
import { filterFields } from "./fields.ts";

/** What may follow an operand of a type, beside `=` and `!=`, which all have. */
export interface OperatorSet {
  readonly order: boolean;
  readonly list: boolean;
  readonly text: boolean;
  readonly between: boolean;
}

const ordered: OperatorSet = { order: true, list: true, text: false, between: true };

const operatorSets: Record<OperandType, OperatorSet> = {
  text: { ...ordered, text: true },
  number: ordered,
  date: ordered,
  boolean: { order: false, list: false, text: false, between: false },
  "text-list": { order: false, list: true, text: true, between: false },
  any: { ...ordered, text: true },
};

/** The operators that fit a type. */
export function operatorsOf(type: OperandType): OperatorSet {
  return operatorSets[type];
}

const fieldTypes = new Map(filterFields.map(({ name, type }) => [name, type]));

/** The type of an operand's values. */
export function operandType(operand: Operand): OperandType {
  switch (operand.kind) {
    case "field":
      return fieldTypes.get(operand.name) ?? "any";
    case "meta":
    case "attribute":
      return "any";
    case "prediction":
      return "text";
    case "count":
    case "function":
    case "similar":
      return "number";
  }
}

/** Where the texts come from that an operand is compared with; null where none can. */
export function valueSource(operand: Operand): ValueSource | null {
  switch (operand.kind) {
    case "field":
      return { kind: "field", name: operand.name };
    case "meta":
      return { kind: "meta", name: operand.name };
    case "prediction":
      return { kind: "field", name: "label" };
    default:
      return null;
  }
}
