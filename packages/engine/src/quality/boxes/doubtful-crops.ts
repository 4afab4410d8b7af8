import { doubtLabels } from "../../curate/mislabels/doubt-labels.ts";
import { graphScores } from "../../indexes/graph-scores.ts";
import type { LoadedIndex } from "../../indexes/index-cache.ts";
import { countText } from "../../report/index.ts";
import { type Discovery, type Draft, nothing, type Scan } from "../scan.ts";

const shownNeighbors = 6;
/** Share of the boxes of a class that are reported as unlike it at most, and the deviations from which they are. */
const unlikeFrom = 4;
const leastOfClass = 20;

/** Crops that look like another class (as wrong labels of samples are found), and crops that look like nothing of their class: background. */
export async function doubtfulCrops(scan: Scan, loaded: LoadedIndex, labels: ReadonlySet<number>): Promise<Discovery> {
  const { context, request, work } = scan;
  const { classes, indices } = await context.workspace.samples.classes(loaded.numbers);
  const columns = await context.workspace.objects.columns(loaded.numbers);
  const sampleOf = new Map(Array.from(columns.numbers, (number, at) => [number, columns.samples[at]]));
  const samples = Array.from(loaded.numbers, (number) => sampleOf.get(number) ?? -1);
  // Objects that were deleted since their index was built are in it still.
  const rows = Int32Array.from(loaded.numbers.keys()).filter(
    (row) => indices[row] >= 0 && labels.has(loaded.numbers[row]) && samples[row] >= 0,
  );
  if (rows.length === 0) return nothing();
  const unlike = (await unlikeTheirClass(loaded, rows, indices)).map(
    ({ row, deviations }): Draft => ({
      kind: "box",
      issue: "background",
      sample: samples[row],
      object: loaded.numbers[row],
      relatedUnit: "object",
      score: 1 - unlikeFrom / 2 / deviations,
      label: classes[indices[row]],
      suggested: null,
      reason: `its crop is unlike any other of ${classes[indices[row]]} (${deviations.toFixed(1)} robust deviations): background, or badly placed`,
      related: [],
      actions: ["delete", "accept", "relabel", "ignore"],
    }),
  );
  if (new Set(rows.map((row) => indices[row])).size < 2) return { drafts: unlike, notes: [] };
  const judged = await doubtLabels(context, loaded, { seed: request.seed, work, within: rows, keptFor: scan.datasets });
  const expected = judged.doubts.reduce((sum, { wrong }) => sum + wrong, 0);
  const codes = new Map(classes.map((name, code): [string, number] => [name, code]));
  const wrong = judged.doubts
    .filter(({ margin }) => margin > 0)
    .map(({ row, label, suggested, wrong }): Draft => {
      const near = [...loaded.graph.neighbors.subarray(row * loaded.graph.k, (row + 1) * loaded.graph.k)];
      const agreeing = near.filter((other) => other >= 0 && indices[other] === codes.get(suggested));
      return {
        kind: "box",
        issue: "wrong_class",
        sample: samples[row],
        object: loaded.numbers[row],
        relatedUnit: "object",
        score: wrong,
        label,
        suggested,
        reason: `labelled ${label}, its crop looks like ${suggested}`,
        related: agreeing.slice(0, shownNeighbors).map((other) => loaded.numbers[other]),
        actions: ["relabel", "accept", "ignore", "delete"],
      };
    });
  const sure = new Set(wrong.map(({ object }) => object));
  return {
    drafts: [...wrong, ...unlike.filter(({ object }) => !sure.has(object))],
    notes: [
      `About ${countText(Math.round(expected))} of ${countText(rows.length)} classes of objects are expected to be wrong.`,
    ],
  };
}

/**
 * Rows whose mean similarity to their neighbours of the own class is far below the class's, in robust deviations, and which other classes
 * do not explain either: the nearest neighbours of all classes are as far.
 */
async function unlikeTheirClass({ graph }: LoadedIndex, rows: Int32Array, indices: Int32Array) {
  const { typicality } = await graphScores(graph);
  const byClass = Map.groupBy(rows, (row) => indices[row]);
  const found: { row: number; deviations: number }[] = [];
  for (const members of byClass.values()) {
    if (members.length < leastOfClass) continue;
    const values = members.map((row) => typicality[row]).filter((value) => !Number.isNaN(value));
    const sorted = values.toSorted((a, b) => a - b);
    const median = sorted[sorted.length >> 1];
    const spread = sorted.map((value) => Math.abs(value - median)).sort((a, b) => a - b)[sorted.length >> 1];
    for (const row of members) {
      const deviations = (median - typicality[row]) / Math.max(1.4826 * spread, 0.01);
      if (deviations >= unlikeFrom) found.push({ row, deviations });
    }
  }
  return found;
}
