import type { Unit } from "../entities.ts";
import type { FieldName, FieldType } from "./fields.ts";

/** The type of an operand: a field's, or `any` for metadata and attributes, which take the type of the other side. */
export type OperandType = FieldType | "any";

/** What a text stands for, so that completions can offer the values that exist. */
export type ValueSource =
  | { readonly kind: "field"; readonly name: FieldName }
  | { readonly kind: "meta"; readonly name: string }
  | { readonly kind: "meta-name" }
  | { readonly kind: "function" }
  | { readonly kind: "slice" }
  | { readonly kind: "sample" }
  | { readonly kind: "model" };

/** Something that may stand at a place of a filter. */
export type Expectation =
  /** A field that rows of the unit have; of one type where it is compared with another. */
  | { readonly kind: "field"; readonly unit: Unit; readonly type?: OperandType }
  | { readonly kind: "call"; readonly name: CallName }
  | { readonly kind: "keyword"; readonly text: string }
  | { readonly kind: "symbol"; readonly text: string }
  | { readonly kind: "text"; readonly source: ValueSource | null }
  | { readonly kind: "number" }
  | { readonly kind: "boolean" }
  | { readonly kind: "date" }
  | { readonly kind: "meta-name" }
  | { readonly kind: "attribute-name" }
  | { readonly kind: "end" };

/** The names that parentheses follow. */
export const callNames = ["count", "fn", "similar", "prediction", "slice"] as const;
export type CallName = (typeof callNames)[number];

/** An expectation in words, as error details list it. */
export function describeExpectation(expectation: Expectation): string {
  switch (expectation.kind) {
    case "field":
      return expectation.type && expectation.type !== "any" ? `a ${expectation.type} field` : "a field";
    case "call":
      return `${expectation.name}(...)`;
    case "keyword":
    case "symbol":
      return `"${expectation.text}"`;
    case "text":
      return "a text in double quotes";
    case "number":
      return "a number";
    case "boolean":
      return '"true" or "false"';
    case "date":
      return "a date (2026-01-31)";
    case "meta-name":
      return "a metadata name";
    case "attribute-name":
      return "the name of an attribute";
    case "end":
      return "the end of the filter";
  }
}
