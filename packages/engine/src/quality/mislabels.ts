import type { LabelDoubt } from "@gleaner/schema";
import { type Doubt, doubtLabels, type LabelDoubts, leastOfClass } from "../curate/mislabels/doubt-labels.ts";
import { confidentJoint } from "../curate/mislabels/noise-matrix.ts";
import type { LoadedIndex } from "../indexes/index-cache.ts";
import { countText } from "../report/index.ts";
import { classByClass, isAffordable, keptClassByClass } from "./class-by-class.ts";
import { doubtMultiLabels } from "./multi-labels.ts";
import { type Discovery, type Draft, type Finder, fingerprintOf, indexKey, nothing, type Scan } from "./scan.ts";

/** Neighbours that are shown beside a doubtful label. */
const shownNeighbors = 6;
/** Share of labelled samples with several labels up to which they are an exception. */
const fewWithSeveral = 0.02;
/** Cells of the confident joint that are reported. */
const reportedCells = 1000;

/** Labels that are less likely than another class. */
export const mislabels: Finder = {
  kind: "mislabel",
  async fingerprint(scan) {
    const { classes, indices } = await scan.context.workspace.samples.classes(scan.numbers);
    const sets = await scan.context.workspace.labels.sets(scan.numbers);
    return fingerprintOf(indexKey(scan), scan.request.seed, classes, indices, sets.classes, sets.codes);
  },
  async find({ context, datasets, loaded, rows, request, work }) {
    if (!loaded) return nothing();
    const multiple = await multiLabels({ context, datasets, request, work }, loaded, rows);
    if (multiple) return multiple;
    const { indices } = await context.workspace.samples.classes(loaded.numbers);
    if (new Set(rows.map((row) => indices[row]).filter((code) => code >= 0)).size < 2) {
      return nothing("Wrong labels can't be told: there are not two labelled classes.");
    }
    const judged = await doubtLabels(context, loaded, { seed: request.seed, work, within: rows, keptFor: datasets });
    const expected = judged.doubts.reduce((sum, { wrong }) => sum + wrong, 0);
    const labelOf = (row: number) => (indices[row] < 0 ? null : indices[row]);
    const codes = new Map(judged.classes.map((name, code): [string, number] => [name, code]));
    const likely = judged.doubts.filter(({ margin }) => margin > 0);
    const said = new Map(
      (await context.workspace.samples.rows(likely.map(({ row }) => loaded.numbers[row]))).map((sample) => [
        sample.number,
        sample.labels,
      ]),
    );
    // Of the few samples with several labels the first is judged; that it is more like another of its own is no doubt.
    const drafts = likely
      .filter(({ row, suggested }) => !said.get(loaded.numbers[row])?.includes(suggested))
      .map((doubt) => draftOf(doubt, loaded, labelOf, codes));
    return {
      drafts,
      notes: [
        `About ${countText(Math.round(expected))} of ${countText(judged.rows.length)} labels are expected to be wrong.`,
        ...(judged.small > 0
          ? [`${judged.small} classes have fewer than ${leastOfClass} labelled samples; their labels were not doubted.`]
          : []),
      ],
      facts: { labels: labelFacts(judged, expected) },
    };
  },
};

/** Findings of data whose samples have several labels; null where hardly any has. */
async function multiLabels(
  scan: Pick<Scan, "context" | "datasets" | "request" | "work">,
  loaded: LoadedIndex,
  rows: Int32Array,
): Promise<Discovery | null> {
  const { workspace } = scan.context;
  const { graph, numbers } = loaded;
  const { classes, codes } = await workspace.labels.sets(numbers);
  const isJudged = new Uint8Array(numbers.length);
  for (const row of rows) isJudged[row] = codes[row].length > 0 ? 1 : 0;
  const judged = codes.map((own, row) => (isJudged[row] ? own : null));
  const labeled = judged.filter((own) => own !== null);
  if (labeled.filter((own) => own.length > 1).length <= fewWithSeveral * labeled.length) return null;
  const likely = await probesOf(scan, loaded, judged, classes);
  const drafts = doubtMultiLabels(graph, judged, likely ?? undefined).map(({ row, code, issue, score }): Draft => {
    const name = classes[code];
    const near = [...graph.neighbors.subarray(row * graph.k, (row + 1) * graph.k)].filter((other) => judged[other]);
    const holding = near.filter((other) => judged[other]?.includes(code));
    const isMissing = issue === "missing_label";
    return {
      kind: "mislabel",
      issue,
      sample: numbers[row],
      score,
      label: isMissing ? null : name,
      suggested: isMissing ? name : null,
      reason: `${isMissing ? "not " : ""}labelled ${name}, as ${holding.length} of its ${near.length} labelled neighbours are`,
      related: (isMissing ? holding : near.filter((other) => !holding.includes(other)))
        .slice(0, shownNeighbors)
        .map((other) => numbers[other]),
      actions: ["relabel", "accept", "ignore", "delete"],
    };
  });
  return {
    drafts,
    notes: [
      `Samples have several labels: each class was judged by itself, by the neighbours that have it${likely ? " and by a probe" : ""}.`,
    ],
  };
}

/** What a probe for each class says of rows of the index; null where there are too many classes and samples for that. */
async function probesOf(
  { context, datasets, request, work }: Pick<Scan, "context" | "datasets" | "request" | "work">,
  { index, numbers }: LoadedIndex,
  judged: readonly (readonly number[] | null)[],
  classes: readonly string[],
): Promise<((row: number, code: number) => number) | null> {
  const { workspace, threads } = context;
  const rows = Int32Array.from(judged.keys()).filter((row) => judged[row] !== null);
  const own = rows.map((row) => numbers[row]);
  const labels = Array.from(rows, (row) => judged[row] ?? []);
  const { dimension } = await workspace.spaces.get(index.space);
  if (!isAffordable(rows.length, dimension, classes.length)) return null;
  const { seed } = request;
  const scope = [datasets, index.space, index.fingerprint, seed];
  const likely = await keptClassByClass(workspace, { scope, numbers: own, labels, classes }, async () => {
    const vectors = await workspace.vectors.source(index.space, own);
    return classByClass({ vectors, labels, classes: classes.length, seed, threads }, work);
  });
  const place = new Map(Array.from(rows, (row, at) => [row, at]));
  return (row, code) => likely[(place.get(row) ?? 0) * classes.length + code];
}

function draftOf(
  { row, label, suggested, wrong }: Doubt,
  { graph, numbers }: LoadedIndex,
  labelOf: (row: number) => number | null,
  codes: ReadonlyMap<string, number>,
): Draft {
  const near = [...graph.neighbors.subarray(row * graph.k, (row + 1) * graph.k)].filter((other) => other >= 0);
  const labeled = near.filter((other) => labelOf(other) !== null);
  const agreeing = labeled.filter((other) => labelOf(other) === codes.get(suggested));
  const disagreeing = labeled.filter((other) => labelOf(other) !== codes.get(label) && !agreeing.includes(other));
  const own = labeled.length - agreeing.length - disagreeing.length;
  return {
    kind: "mislabel",
    issue: "wrong_label",
    sample: numbers[row],
    score: wrong,
    label,
    suggested,
    reason: `labelled ${label}, more likely ${suggested}; of ${labeled.length} labelled neighbours ${agreeing.length} are ${suggested} and ${own} ${label}`,
    related: [...agreeing, ...disagreeing].slice(0, shownNeighbors).map((other) => numbers[other]),
    actions: ["relabel", "accept", "ignore", "delete"],
  };
}

/** The confident joint, calibrated so that each label's counts sum to its samples, as cleanlab reports it. */
function labelFacts({ classes, posterior, given, rows }: LabelDoubts, expectedWrong: number): LabelDoubt {
  const k = classes.length;
  const joint = confidentJoint(posterior, given, k);
  const labeled = new Float64Array(k);
  for (const label of given) labeled[label]++;
  const cells: LabelDoubt["confidentJoint"] = [];
  for (let label = 0; label < k; label++) {
    const sum = joint.subarray(label * k, (label + 1) * k).reduce((total, count) => total + count, 0);
    for (let likely = 0; likely < k; likely++) {
      const count = joint[label * k + likely];
      if (count === 0) continue;
      const calibrated = Math.round((10 * count * labeled[label]) / sum) / 10;
      cells.push({ label: classes[label], likely: classes[likely], count: calibrated });
    }
  }
  cells.sort((a, b) => b.count - a.count);
  return { confidentJoint: cells.slice(0, reportedCells), expectedWrong, labeled: rows.length };
}
