import type { Graph } from "@gleaner/kernel";

/** Samples that must have a class before anything can be said of it. */
const leastOfClass = 5;
/** Neighbours' worth of the class's share among all samples, so that few neighbours say little. */
const priorNeighbors = 1;

/** A class that a sample has and should not have, or lacks. */
export interface MultiLabelDoubt {
  row: number;
  code: number;
  issue: "wrong_label" | "missing_label";
  /** Share of the neighbourhood that speaks against what is said. */
  score: number;
}

/**
 * Judges each class of samples with several labels by itself (one against the rest). Its probability is the share of the neighbours in the
 * graph that have the class, weighted by similarity and drawn towards the share in all samples; where probes were fitted, half of theirs and
 * half of that. It is doubted as in confident learning
 * (Northcutt et al. 2021): a class that is said where its probability is as low as it is on average where it is not said, and one that is
 * not said where it is as probable as on average where it is. Most certain first.
 * @param labels the codes of each row of the graph; null for rows that are not judged and that nothing is learned from
 * @param likely what probes that have not seen the row say of a row and a class
 */
export function doubtMultiLabels(
  graph: Graph,
  labels: readonly (readonly number[] | null)[],
  likely?: (row: number, code: number) => number,
): MultiLabelDoubt[] {
  const rows = [...labels.keys()].filter((row) => labels[row] !== null);
  const holders = new Map<number, number>();
  for (const row of rows) for (const code of labels[row] ?? []) holders.set(code, (holders.get(code) ?? 0) + 1);
  const probabilities = rows.map((row) => {
    const near = probabilitiesOf(graph, row, labels, holders, rows.length);
    if (likely) for (const [code, probability] of near) near.set(code, (probability + likely(row, code)) / 2);
    return near;
  });
  const present = new Map<number, number>();
  const all = new Map<number, number>();
  const add = (to: Map<number, number>, code: number, value: number) => to.set(code, (to.get(code) ?? 0) + value);
  rows.forEach((row, at) => {
    for (const [code, probability] of probabilities[at]) {
      add(all, code, probability);
      if (labels[row]?.includes(code)) add(present, code, probability);
    }
  });
  const doubts: MultiLabelDoubt[] = [];
  rows.forEach((row, at) => {
    for (const [code, probability] of probabilities[at]) {
      const count = holders.get(code) ?? 0;
      if (count < leastOfClass || count === rows.length) continue;
      const where = (present.get(code) ?? 0) / count;
      const elsewhere = ((all.get(code) ?? 0) - (present.get(code) ?? 0)) / (rows.length - count);
      const isSaid = labels[row]?.includes(code) === true;
      if (isSaid && probability <= elsewhere && probability < where)
        doubts.push({ row, code, issue: "wrong_label", score: 1 - probability });
      else if (!isSaid && probability >= where && probability > elsewhere)
        doubts.push({ row, code, issue: "missing_label", score: probability });
    }
  });
  return doubts.sort((a, b) => b.score - a.score || a.row - b.row || a.code - b.code);
}

/** The probabilities of the classes that a row or a neighbour of it has; those of others are below their share. */
function probabilitiesOf(
  { k, neighbors, similarities }: Graph,
  row: number,
  labels: readonly (readonly number[] | null)[],
  holders: ReadonlyMap<number, number>,
  total: number,
): Map<number, number> {
  const weights = new Map((labels[row] ?? []).map((code) => [code, 0]));
  let sum = 0;
  for (let edge = row * k; edge < (row + 1) * k; edge++) {
    const other = neighbors[edge];
    const said = other < 0 ? null : labels[other];
    if (!said) continue;
    const weight = Math.max(0, similarities[edge]);
    sum += weight;
    for (const code of said) weights.set(code, (weights.get(code) ?? 0) + weight);
  }
  const shareOf = (code: number) => (holders.get(code) ?? 0) / total;
  return new Map(
    [...weights].map(([code, weight]) => [code, (weight + priorNeighbors * shareOf(code)) / (sum + priorNeighbors)]),
  );
}
