import { GleanerError, type SimilarTo, type View } from "@gleaner/schema";
import { type SampleQuery, spaceFor } from "@gleaner/store";
import type { EngineContext } from "../context.ts";
import { similarityScores } from "../search/similarity.ts";
import { pointsInShapes } from "./lasso.ts";
import type { ViewSnapshotRows } from "./view-cache.ts";

/** The part of a view that says which samples; defaults may be left out. */
export type ViewRequest = Partial<View>;

/**
 * Finds the samples of a view and puts them in order. Sorted by similarity, samples without a vector in the space are left out.
 * @throws GleanerError `bad_filter`, `dataset_not_found`, `slice_not_found`, `not_indexed` (lasso), `not_embedded` (similarity)
 */
export async function resolveView(context: EngineContext, view: ViewRequest): Promise<ViewSnapshotRows> {
  const { unit, datasets, where, slice, text, lasso, similarTo, sort, seed, limit } = view;
  const bySimilarity = sort === "similarity" || (similarTo !== undefined && sort === undefined);
  if (sort === "similarity" && !similarTo) {
    throw new GleanerError("bad_request", "Sorting by similarity needs an example.", {
      hint: "Add similarTo to the view.",
    });
  }
  const within = lasso ? await pointsInShapes(context, lasso) : undefined;
  const sorted = await context.workspace.samples.numbers({
    unit: unit ?? "sample",
    datasets,
    where,
    slice,
    text,
    within,
    sort: bySimilarity ? undefined : sort,
    seed,
    space: similarTo?.space,
  });
  const rows =
    bySimilarity && similarTo
      ? await orderBySimilarity(context, sorted, { ...similarTo, space: spaceFor(unit ?? "sample", similarTo.space) })
      : { numbers: sorted, scores: null };
  return limit === undefined
    ? rows
    : { numbers: rows.numbers.slice(0, limit), scores: rows.scores?.slice(0, limit) ?? null };
}

/** The samples of a view as one question to the store; null where their order or number decides which they are. */
export async function queryOf(context: EngineContext, view: ViewRequest): Promise<SampleQuery | null> {
  const { unit = "sample", datasets, where, slice, text, lasso, similarTo, limit } = view;
  if (similarTo || limit !== undefined) return null;
  return { unit, datasets, where, slice, text, within: lasso && (await pointsInShapes(context, lasso)) };
}

async function orderBySimilarity(
  context: EngineContext,
  numbers: Int32Array,
  similarTo: SimilarTo,
): Promise<ViewSnapshotRows> {
  const scoreOf = await similarityScores(context, similarTo);
  const found: { number: number; score: number }[] = [];
  for (const number of numbers) {
    const score = scoreOf(number);
    if (!Number.isNaN(score)) found.push({ number, score });
  }
  found.sort((a, b) => b.score - a.score || a.number - b.number);
  return {
    numbers: Int32Array.from(found, (entry) => entry.number),
    scores: Float32Array.from(found, (entry) => entry.score),
  };
}
