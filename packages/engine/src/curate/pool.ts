import { GleanerError, type ParsedRequestOf } from "@gleaner/schema";
import type { EngineContext } from "../context.ts";
import type { LoadedIndex } from "../indexes/index-cache.ts";

/** What a run picks from, as rows of the index. */
export interface Pool {
  kind: "unlabeled" | "labeled" | "all";
  /** Ascending rows of the index. */
  rows: Int32Array;
  /** Rows of the scope that carry a label and lie outside the pool: what is known already. */
  labeled: Int32Array;
  /** Samples that the filter lets through but the index does not hold, by number. */
  notIndexed: Int32Array;
}

/** What `--pool auto` means for a goal; `unlabeled` and `labeled` stand for all samples where there are none of the kind. */
export type AutomaticPool = Pool["kind"];

/**
 * The samples to pick from: those of the request's filter and slice, of them the ones that the goal is about (`auto`).
 * @throws GleanerError `empty_selection` when nothing is left
 */
export async function choosePool(
  { workspace }: EngineContext,
  { rowOf, numbers }: LoadedIndex,
  { unit, datasets, where, slice, pool, space }: ParsedRequestOf<"curate">,
  automatic: AutomaticPool,
): Promise<Pool> {
  const allowed = await workspace.samples.numbers({ unit, datasets, where, slice, space });
  const { indices } = await workspace.samples.classes(numbers);
  const rows = allowed
    .map(rowOf)
    .filter((row) => row >= 0)
    .sort();
  const ofKind = {
    unlabeled: () => rows.filter((row) => indices[row] < 0),
    labeled: () => rows.filter((row) => indices[row] >= 0),
    all: () => rows,
  };
  const wanted = pool === "auto" ? automatic : pool;
  const found = ofKind[wanted]();
  const kind = pool === "auto" && found.length === 0 ? "all" : wanted;
  const chosen = kind === wanted ? found : rows;
  if (chosen.length === 0) {
    throw new GleanerError("empty_selection", "There is nothing to pick from: no indexed sample is in the pool.", {
      hint:
        kind === "unlabeled" && rows.length > 0
          ? "Every sample is labelled; use --pool all."
          : "Widen --where, or index the new samples.",
    });
  }
  const labeled =
    kind === "unlabeled" ? Int32Array.from(numbers.keys()).filter((row) => indices[row] >= 0) : new Int32Array(0);
  return { kind, rows: chosen, labeled, notIndexed: allowed.filter((number) => rowOf(number) < 0) };
}
