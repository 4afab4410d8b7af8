import type { Unit } from "../entities.ts";
import { type Filter, isLiteral, type Operand } from "./ast.ts";
import type { FieldName } from "./fields.ts";

/** A part of a filter that needs something beyond the sample's own row, and whether it stands among fields of samples or of objects. */
export type FilterTerm = { readonly unit: Unit } & (
  | { readonly kind: "slice"; readonly name: string }
  /** The field of that name, which is computed from vectors and labels. */
  | { readonly kind: "labeled_distance" }
  | Extract<Operand, { kind: "function" | "similar" | "prediction" }>
);

/** What a filter refers to, each thing once. */
export interface FilterReferences {
  readonly fields: ReadonlySet<FieldName>;
  readonly metadata: ReadonlySet<string>;
  /** Slices, functions, anchors and models to look up before the filter can run. */
  readonly terms: readonly FilterTerm[];
}

/** Finds what a filter refers to; slices are named, not opened. */
export function filterReferences(filter: Filter, unit: Unit = "sample"): FilterReferences {
  const fields = new Set<FieldName>();
  const metadata = new Set<string>();
  const terms = new Map<string, FilterTerm>();
  const note = (term: FilterTerm) => terms.set(JSON.stringify(term), term);
  const visitOperand = (operand: Operand, at: Unit): void => {
    if (operand.kind === "field") {
      fields.add(operand.name);
      if (operand.name === "labeled_distance") note({ kind: operand.name, unit: at });
    } else if (operand.kind === "meta") metadata.add(operand.name);
    else if (operand.kind === "attribute") return;
    else if (operand.kind === "count") visit(operand.where, "object");
    else note({ ...operand, unit: at });
  };
  const visit = (node: Filter, at: Unit): void => {
    for (const operand of operandsOf(node)) visitOperand(operand, at);
    if (node.kind === "slice") note({ kind: "slice", name: node.name, unit: at });
    else if (node.kind === "not") visit(node.filter, at);
    else if (node.kind === "and" || node.kind === "or") for (const part of node.filters) visit(part, at);
  };
  visit(filter, unit);
  return { fields, metadata, terms: [...terms.values()] };
}

function operandsOf(node: Filter): Operand[] {
  switch (node.kind) {
    case "comparison":
      return isLiteral(node.right) ? [node.left] : [node.left, node.right];
    case "in":
    case "between":
    case "like":
    case "contains":
    case "null":
      return [node.operand];
    default:
      return [];
  }
}
