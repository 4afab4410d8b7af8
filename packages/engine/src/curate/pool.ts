import { GleanerError, type ParsedRequestOf } from "@gleaner/schema";
import type { EngineContext } from "../context.ts";
import type { LoadedIndex } from "../index-cache.ts";

/** What a run picks from, as rows of the index. */
export interface Pool {
  kind: "unlabeled" | "all";
  /** Ascending rows of the index. */
  rows: Int32Array;
  /** Rows of the scope that carry a label and lie outside the pool: what is known already. */
  labeled: Int32Array;
  /** Samples that the filter lets through but the index does not hold. */
  notIndexed: number;
}

/**
 * The samples to pick from: those of the request's filter and slice, of them the unlabelled ones if there are any (`auto`).
 * @throws GleanerError `empty_selection` when nothing is left
 */
export async function choosePool(
  { workspace }: EngineContext,
  { rowOf, numbers }: LoadedIndex,
  { datasets, where, slice, pool }: ParsedRequestOf<"curate">,
): Promise<Pool> {
  const allowed = await workspace.samples.numbers({ datasets, where, slice });
  const { indices } = await workspace.samples.classes(numbers);
  const rows = allowed
    .map(rowOf)
    .filter((row) => row >= 0)
    .sort();
  const unlabeled = rows.filter((row) => indices[row] < 0);
  const kind = pool === "auto" ? (unlabeled.length > 0 ? "unlabeled" : "all") : pool;
  const chosen = kind === "unlabeled" ? unlabeled : rows;
  if (chosen.length === 0) {
    throw new GleanerError("empty_selection", "There is nothing to pick from: no indexed sample is in the pool.", {
      hint:
        kind === "unlabeled" ? "Every sample is labelled; use --pool all." : "Widen --where, or index the new samples.",
    });
  }
  const labeled =
    kind === "unlabeled" ? Int32Array.from(numbers.keys()).filter((row) => indices[row] >= 0) : new Int32Array(0);
  return { kind, rows: chosen, labeled, notIndexed: allowed.length - rows.length };
}
