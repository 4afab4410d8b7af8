import { sharedBuffer, sharedInt32 } from "../shared-memory.ts";
import { type CandidateLists, createCandidateLists } from "./candidate-lists.ts";
import type { CellRanks, CellRows } from "./cells.ts";
import type { Comparison } from "./comparison.ts";
import { candidatesFor, findExactNeighbors, finish, type NeighborTarget, rescore } from "./exact-neighbors.ts";
import { spreadSample, trainCenters } from "./train-centers.ts";

/** Share of true neighbours that cells are probed for, somewhat more than what is promised. */
const wantedRecall = 0.983;

/** Share of neighbours that only the other side probes for and that are found all the same (measured: .35). */
const foundFromBehind = 0.3;

/** Rows whose true neighbours are found to choose the number of probes and to measure the recall. */
const sampleRows = 512;

/** Cells noted of each row: the most that can be probed. */
const mostProbes = 32;

/**
 * Approximate nearest neighbours of all rows: rows are sorted into about sqrt(n) cells, and each is compared with the rows of the
 * cells nearest to it. How many cells is read off the true neighbours of a sample: a neighbour is found if the
 * row probes its cell, and often if it probes the row's. Gives the recall measured on that sample.
 * Cost: `n x cells x d` to sort, `n x probes x n / cells x d` to compare, `512 x n x d` to measure.
 */
export async function findApproximateNeighbors(
  comparison: Comparison,
  target: NeighborTarget,
  seed: number,
  progress: { from: number; to: number },
): Promise<number> {
  const { table, pool } = comparison;
  const at = (share: number) => progress.from + share * (progress.to - progress.from);
  const sample = await sampleNeighbors(comparison, target, seed, { from: at(0), to: at(0.15) });

  const centers = await comparison.phase("train cells", at(0.15), at(0.2), 0, () =>
    trainCenters(comparison, cellsFor(table.n), seed),
  );
  const width = Math.min(mostProbes, centers.count);
  const cells: CellRanks = {
    cells: centers.count,
    width,
    ranks: new Int16Array(sharedBuffer(2 * table.n * width)),
  };
  const counter = sharedInt32(1);
  await comparison.phase("sort into cells", at(0.2), at(0.3), table.n, () =>
    pool.callEach("rankCells", () => ({ centers, counter: counter, cells })),
  );

  const probes = probesNeeded(cells, sample, target.k);
  const [members, queries] = await Promise.all([
    pool.call(0, "rowsByCell", { cells, probes: 1 }),
    pool.call(pool.size - 1, "rowsByCell", { cells, probes }),
  ]);
  const lists = await compareCells(comparison, members, queries, target.k, { from: at(0.3), to: at(0.8) });
  await rescore(comparison, null, lists, null, { from: at(0.8), to: at(1) });
  await finish(comparison, null, lists, target, null);
  return measureRecall(sample, target);
}

/** True neighbours of some rows. */
interface SampleNeighbors {
  readonly rows: Int32Array;
  /** `rows x k`, as in a graph. */
  readonly neighbors: Int32Array;
  readonly similarities: Float32Array;
}

/** About sqrt(n), rounded to a power of two: sorting and comparing then cost about the same. */
export const cellsFor = (n: number): number => 2 ** Math.round(Math.log2(Math.sqrt(n)));

async function sampleNeighbors(
  comparison: Comparison,
  target: NeighborTarget,
  seed: number,
  progress: { from: number; to: number },
): Promise<SampleNeighbors> {
  const { k } = target;
  const rows = spreadSample(comparison.table, sampleRows, seed);
  await findExactNeighbors(comparison, rows, target, progress);
  const neighbors = new Int32Array(rows.length * k);
  const similarities = new Float32Array(rows.length * k);
  rows.forEach((row, s) => {
    neighbors.set(target.neighbors.subarray(row * k, (row + 1) * k), s * k);
    similarities.set(target.similarities.subarray(row * k, (row + 1) * k), s * k);
  });
  return { rows, neighbors, similarities };
}

/**
 * The smallest number of probes that is expected to find the wanted share of the sample's neighbours. A neighbour whose cell is probed
 * is found; one that itself probes the row's cell is found if the row is among its candidates.
 */
function probesNeeded({ width, ranks }: CellRanks, { rows, neighbors }: SampleNeighbors, k: number): number {
  const position = (row: number, cell: number) => {
    for (let p = 0; p < width; p++) if (ranks[row * width + p] === cell) return p;
    return width;
  };
  const gain = new Float64Array(width + 1);
  let wanted = 0;
  rows.forEach((row, s) => {
    for (const neighbor of neighbors.subarray(s * k, (s + 1) * k)) {
      if (neighbor < 0) continue;
      wanted += wantedRecall;
      const forward = position(row, ranks[neighbor * width]);
      const back = Math.min(forward, position(neighbor, ranks[row * width]));
      gain[back] += foundFromBehind;
      gain[forward] += 1 - foundFromBehind;
    }
  });
  let expected = 0;
  for (let p = 0; p < width; p++) {
    expected += gain[p];
    if (expected >= wanted) return p + 1;
  }
  return width;
}

async function compareCells(
  comparison: Comparison,
  members: CellRows,
  queries: CellRows,
  k: number,
  progress: { from: number; to: number },
): Promise<CandidateLists> {
  const { table, pool } = comparison;
  const count = members.start.length - 1;
  const work = (cell: number) =>
    (members.start[cell + 1] - members.start[cell]) * (queries.start[cell + 1] - queries.start[cell]);
  const order = Int32Array.from({ length: count }, (_, cell) => cell).sort((a, b) => work(b) - work(a) || a - b);
  const lists = await comparison.emptyLists(table.n, candidatesFor(k));
  const input = { members, queries, lists, locks: sharedInt32(table.n), counter: sharedInt32(1), order, width: k + 9 };
  await comparison.phase("compare", progress.from, progress.to, count, () =>
    pool.callEach("cellCandidates", () => input),
  );
  const mutual = createCandidateLists(table.n, lists.width);
  await pool.callEach("offerBack", (part) => ({ from: lists, to: mutual, part, parts: pool.size }));
  return mutual;
}

/** Share of the sample's true neighbours in the target; another row that is as similar as the last one counts as well. */
function measureRecall({ rows, neighbors, similarities }: SampleNeighbors, target: NeighborTarget): number {
  const { k } = target;
  let wanted = 0;
  let found = 0;
  rows.forEach((row, s) => {
    const count = neighbors.subarray(s * k, (s + 1) * k).filter((neighbor) => neighbor >= 0).length;
    if (count === 0) return;
    const last = similarities[s * k + count - 1];
    wanted += count;
    found += target.similarities.subarray(row * k, (row + 1) * k).filter((value) => value >= last).length;
  });
  return wanted > 0 ? found / wanted : 1;
}
