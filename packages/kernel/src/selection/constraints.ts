import { KernelError } from "../error.ts";

/** How groups of rows limit a selection: `whole` takes all pool rows of a group or none, `atMost` takes no more than so many. */
export type GroupRule = { readonly whole: true } | { readonly atMost: number };

/** What a selection may take, whatever its strategy. Rows are those of the graph, 0..n-1. */
export interface Constraints {
  /** Number of rows. */
  readonly n: number;
  /** Rows that may be picked; default all. Everything that a strategy weighs or covers lies in the pool too. */
  readonly pool?: Int32Array;
  /** Rows that are chosen already: never picked again, and what they cover is covered. They may lie outside the pool. */
  readonly chosen?: Int32Array;
  /** `n` non-negative weights: how much each row counts; default 1 each. Rows of weight 0 are never picked. */
  readonly weights?: Float32Array;
  /** `n` group numbers, -1 for rows without a group. */
  readonly groups?: Int32Array;
  /** Default when there are groups: at most one of each. Chosen rows count towards `atMost`. */
  readonly groupRule?: GroupRule;
}

/** @throws KernelError `invalid_argument` for rows that do not exist, arrays of the wrong length, or weights that are no weights. */
export function checkConstraints(constraints: Constraints): void {
  const { n, pool, chosen, weights, groups, groupRule } = constraints;
  const refuse = (message: string, details: Record<string, unknown> = {}) => {
    throw new KernelError("invalid_argument", message, { n, ...details });
  };
  const outside = (rows: Int32Array) => rows.find((row) => row < 0 || row >= n);
  if (!Number.isInteger(n) || n < 0) refuse("The number of rows must be a whole number from 0.");
  if (pool && outside(pool) !== undefined) refuse(`The pool names row ${outside(pool)}, which does not exist.`);
  if (chosen && outside(chosen) !== undefined) refuse(`Row ${outside(chosen)} cannot be chosen: it does not exist.`);
  if (weights && weights.length !== n) refuse("There must be one weight a row.", { weights: weights.length });
  const bad = weights?.findIndex((weight) => !(weight >= 0 && weight < Infinity)) ?? -1;
  if (bad >= 0) refuse("Weights must be finite and not negative.", { row: bad });
  if (groups && groups.length !== n) refuse("There must be one group number a row.", { groups: groups.length });
  if (groupRule && !groups) refuse("A rule for groups needs groups.");
  if (groupRule && "atMost" in groupRule && !(Number.isInteger(groupRule.atMost) && groupRule.atMost >= 1)) {
    refuse("A group must allow at least one pick.", { atMost: groupRule.atMost });
  }
}
