import { type Filter, isLiteral, type Literal, type Operand } from "@gleaner/schema";

interface Equality {
  operand: Operand;
  /** By type and value, so that each is there once. */
  values: Map<string, Literal>;
}

/**
 * Long chains in one look-up: in an `or`, equalities of one operand become one `in`; in an `and`, their complements one `not in`.
 * The meaning stays, also for several values: any of them is among these.
 */
export function mergeEqualities(kind: "and" | "or", filters: readonly Filter[]): Filter[] {
  const byOperand = new Map<string, Equality>();
  const parts = filters.flatMap((filter): (Filter | Equality)[] => {
    const equality = kind === "or" ? equalityOf(filter) : filter.kind === "not" ? equalityOf(filter.filter) : null;
    if (equality === null) return [filter];
    const key = JSON.stringify(equality.operand);
    const merged = byOperand.get(key);
    if (merged === undefined) {
      byOperand.set(key, equality);
      return [equality];
    }
    for (const [name, literal] of equality.values) merged.values.set(name, literal);
    return [];
  });
  return parts.map((part) => ("kind" in part ? part : membership(part, kind)));
}

function equalityOf(filter: Filter): Equality | null {
  if (filter.kind === "comparison" && filter.operator === "=" && isLiteral(filter.right)) {
    return equality(filter.left, [filter.right]);
  }
  return filter.kind === "in" ? equality(filter.operand, filter.values) : null;
}

/** Null for dates, which may stand for a whole day, and booleans. */
function equality(operand: Operand, literals: readonly Literal[]): Equality | null {
  if (literals.some(({ type }) => type === "date" || type === "boolean")) return null;
  return { operand, values: new Map(literals.map((literal) => [`${literal.type} ${literal.value}`, literal])) };
}

function membership({ operand, values }: Equality, kind: "and" | "or"): Filter {
  const literals = [...values.values()];
  const filter: Filter =
    literals.length === 1
      ? { kind: "comparison", left: operand, operator: "=", right: literals[0] }
      : { kind: "in", operand, values: literals };
  return kind === "or" ? filter : { kind: "not", filter };
}
