import type { FieldName } from "./fields.ts";

/** A date or an instant as filter text writes it: `YYYY-MM-DD` (a whole UTC day) or `YYYY-MM-DDTHH:MM:SS[.mmm]Z`. */
export interface DateLiteral {
  readonly type: "date";
  readonly value: string;
}

/** A constant in a filter. Numbers are finite. */
export type Literal =
  | { readonly type: "text"; readonly value: string }
  | { readonly type: "number"; readonly value: number }
  | { readonly type: "boolean"; readonly value: boolean }
  | DateLiteral;

/** Something that has a value for a sample or an object. */
export type Operand =
  | { readonly kind: "field"; readonly name: FieldName }
  /** `meta.NAME`: typed by what it is compared with. */
  | { readonly kind: "meta"; readonly name: string }
  /** `attr.NAME`: an attribute of an object, typed by what it is compared with. */
  | { readonly kind: "attribute"; readonly name: string }
  /** `count(objects where ...)`: how many objects of the sample fulfil the inner filter. */
  | { readonly kind: "count"; readonly where: Filter }
  /** `fn("name")`: the score that a saved function gives. */
  | { readonly kind: "function"; readonly name: string }
  /** `similar("id")`: cosine similarity to a sample or an object, -1..1. */
  | { readonly kind: "similar"; readonly id: string }
  /** `prediction("model")`: the class that a model predicts. */
  | { readonly kind: "prediction"; readonly model: string };

/** The comparisons that the tree holds; `!=` is `not` over `=`. */
export type ComparisonOperator = "=" | "<" | "<=" | ">" | ">=";

/**
 * A filter as a tree. Two-valued: every node is true or false for every row, also where values are missing.
 * `and` and `or` hold two filters or more, none of their own kind (`allOf` and `anyOf` keep that), so that long chains stay flat.
 */
export type Filter =
  | { readonly kind: "constant"; readonly value: boolean }
  | { readonly kind: "and"; readonly filters: readonly Filter[] }
  | { readonly kind: "or"; readonly filters: readonly Filter[] }
  | { readonly kind: "not"; readonly filter: Filter }
  | {
      readonly kind: "comparison";
      readonly left: Operand;
      readonly operator: ComparisonOperator;
      readonly right: Literal | Operand;
    }
  | { readonly kind: "in"; readonly operand: Operand; readonly values: readonly Literal[] }
  /** Both ends belong to the range. */
  | { readonly kind: "between"; readonly operand: Operand; readonly low: Literal; readonly high: Literal }
  | { readonly kind: "like"; readonly operand: Operand; readonly pattern: string }
  | { readonly kind: "contains"; readonly operand: Operand; readonly text: string }
  | { readonly kind: "null"; readonly operand: Operand }
  | { readonly kind: "slice"; readonly name: string };

/** The filter that every row fulfils; its text is empty. */
export const everything: Filter = { kind: "constant", value: true };

/** True for the constants of a filter, false for fields and calls. */
export function isLiteral(side: Literal | Operand): side is Literal {
  return "type" in side;
}

/** `and` of any number of filters, flat: none gives `true`, one gives itself. */
export function allOf(filters: readonly Filter[]): Filter {
  return joined("and", filters, true);
}

/** `or` of any number of filters, flat: none gives `false`, one gives itself. */
export function anyOf(filters: readonly Filter[]): Filter {
  return joined("or", filters, false);
}

/** The complement of a filter. */
export function negated(filter: Filter): Filter {
  return { kind: "not", filter };
}

function joined(kind: "and" | "or", filters: readonly Filter[], empty: boolean): Filter {
  const flat = filters.flatMap((filter) => (filter.kind === kind ? filter.filters : [filter]));
  if (flat.length === 0) return { kind: "constant", value: empty };
  return flat.length === 1 ? flat[0] : { kind, filters: flat };
}
