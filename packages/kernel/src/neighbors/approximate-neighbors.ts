import { sharedBuffer, sharedInt32 } from "../shared-memory.ts";
import type { NeighborCalls } from "./calls.ts";
import type { CandidateLists } from "./candidate-lists.ts";
import type { CellCenters, CellRanks } from "./cells.ts";
import type { Comparison } from "./comparison.ts";
import {
  candidatesFor,
  compareColumns,
  findExactNeighbors,
  finish,
  type NeighborTarget,
  rescore,
} from "./exact-neighbors.ts";
import { isZeroRow } from "./row-table.ts";
import { selectBest } from "./select-best.ts";
import { spreadSample, trainCenters } from "./train-centers.ts";

/** Share of true neighbours that cells are probed for, somewhat more than what is promised. */
const wantedRecall = 0.983;

/** Rows whose true neighbours are found to choose the number of probes and to measure the recall. */
const sampleRows = 512;

/** The most cells that a row is compared with. */
const mostProbes = 32;

/** Cells that are usually probed: the number of cells is made for that. */
const usualProbes = 6;

/** Candidates beyond k, and the margins below the k-th estimate within which they get a true similarity: hardly any neighbour is missed. */
const spareCandidates = 9;
const promisingMargins = 1 / 2;

/**
 * Approximate nearest neighbours of all rows: rows are sorted into cells, and each is compared with the rows of the
 * cells nearest to it, for the sake of both. How many cells is read off the nearest rows of a sample: a neighbour is found if one of the
 * two rows probes the other's cell. Gives the recall measured on that sample.
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
  const sample = spreadSample(table, sampleRows, seed);
  if (sample.length === 0) return findNonZeroNeighbors(comparison, target, progress);
  const truth = await comparison.emptyLists(sample.length, candidatesFor(table, target.k));
  await compareColumns(comparison, { columns: sample, graph: null, lists: truth }, { from: at(0), to: at(0.15) });

  const centers = await comparison.phase("train cells", at(0.15), at(0.25), 0, () =>
    trainCenters(comparison, cellsFor(table.n, usualProbes), seed),
  );
  const probes = await probesNeeded(comparison, centers, sample, truth, target.k);
  const cells = await comparison.phase("sort into cells", at(0.25), at(0.35), table.n, () =>
    rankedCells(comparison, centers, null, probes),
  );
  const [members, queries] = await Promise.all([
    pool.call(0, "rowsByCell", { cells, from: 0, to: 1 }),
    pool.call(pool.size - 1, "rowsByCell", { cells, from: 1, to: probes }),
  ]);
  const lists = await comparison.emptyLists(table.n, target.k + spareCandidates);
  const locks = sharedInt32(table.n);
  const input = { cells, members, lists, locks };
  await compareCells(comparison, { ...input, queries: null }, { from: at(0.35), to: at(0.4) });
  await compareCells(comparison, { ...input, queries }, { from: at(0.4), to: at(0.8) });
  const promising = { k: target.k, margins: promisingMargins };
  const jobs = [
    { queries: null, lists, errors: null, promising },
    { queries: sample, lists: truth, errors: null, promising },
  ];
  await rescore(comparison, jobs, { from: at(0.8), to: at(1) });
  await finish(comparison, null, lists, target, null);
  return measureRecall(sample, truth, target);
}

/** Where a sample holds nothing but zero rows, the few others are compared with each other. */
async function findNonZeroNeighbors(
  comparison: Comparison,
  target: NeighborTarget,
  progress: { from: number; to: number },
): Promise<number> {
  const { table } = comparison;
  const rows: number[] = [];
  for (let row = 0; row < table.n; row++) if (!isZeroRow(table, row)) rows.push(row);
  target.neighbors.fill(-1);
  target.similarities.fill(-Infinity);
  if (rows.length > 0) await findExactNeighbors(comparison, Int32Array.from(rows), target, progress);
  return 1;
}

/** About sqrt(n x probes), rounded to a power of two: sorting into cells and comparing with `probes` of them then cost about the same. */
export const cellsFor = (n: number, probes = 1): number => 2 ** Math.round(Math.log2(Math.sqrt(n * probes)));

/** The `width` nearest cells of some rows (null: of all). */
async function rankedCells(
  { pool, table }: Comparison,
  centers: CellCenters,
  rows: Int32Array | null,
  width: number,
): Promise<CellRanks> {
  const count = rows?.length ?? table.n;
  const cells = { cells: centers.count, width, ranks: new Int16Array(sharedBuffer(2 * count * width)) };
  const input = { centers, rows, counter: sharedInt32(1), cells };
  await pool.callEach("rankCells", () => input);
  return cells;
}

/** The smallest number of probes that finds the wanted share of the sample's nearest rows, as far as estimates tell which they are. */
async function probesNeeded(
  comparison: Comparison,
  centers: CellCenters,
  sample: Int32Array,
  truth: CandidateLists,
  k: number,
): Promise<number> {
  const left: number[] = [];
  const right: number[] = [];
  const best = { rows: new Int32Array(truth.width), scores: new Float32Array(truth.width) };
  sample.forEach((row, s) => {
    best.rows.set(truth.rows.subarray(s * truth.width, (s + 1) * truth.width));
    best.scores.set(truth.scores.subarray(s * truth.width, (s + 1) * truth.width));
    selectBest(best, 0, truth.width, Math.min(truth.width, k + 1));
    for (const neighbor of best.rows.subarray(0, k + 1)) {
      if (neighbor < 0 || neighbor === row) continue;
      left.push(s);
      right.push(neighbor);
    }
  });
  const rows = sharedInt32(sample.length + right.length);
  rows.set(sample);
  rows.set(right, sample.length);
  const width = Math.min(mostProbes, centers.count);
  const { ranks } = await rankedCells(comparison, centers, rows, width);
  const position = (at: number, cell: number) => {
    const found = ranks.subarray(at * width, (at + 1) * width).indexOf(cell);
    return found < 0 ? width : found;
  };
  const found = new Float64Array(width + 1);
  left.forEach((s, pair) => {
    const other = sample.length + pair;
    found[Math.min(position(s, ranks[other * width]), position(other, ranks[s * width]))]++;
  });
  let sum = 0;
  for (let probes = 1; probes < width; probes++) {
    sum += found[probes - 1];
    if (sum >= wantedRecall * left.length) return probes;
  }
  return Math.max(1, width);
}

/** Compares the rows of each cell with its queries, or with each other; cells with the most work first. */
async function compareCells(
  comparison: Comparison,
  input: Pick<NeighborCalls["cellCandidates"]["input"], "cells" | "members" | "queries" | "lists" | "locks">,
  progress: { from: number; to: number },
): Promise<void> {
  const { members } = input;
  const queries = input.queries ?? members;
  const count = members.start.length - 1;
  const work = (cell: number) =>
    (members.start[cell + 1] - members.start[cell]) * (queries.start[cell + 1] - queries.start[cell]);
  const order = Int32Array.from({ length: count }, (_, cell) => cell).sort((a, b) => work(b) - work(a) || a - b);
  const shared = { ...input, counter: sharedInt32(1), order };
  await comparison.phase("compare", progress.from, progress.to, count, () =>
    comparison.pool.callEach("cellCandidates", () => shared),
  );
}

/** Share of the sample's nearest rows in the target; another row that is as similar as the last one counts as well. */
function measureRecall(sample: Int32Array, { width, rows, scores }: CandidateLists, target: NeighborTarget): number {
  const { k } = target;
  let wanted = 0;
  let found = 0;
  sample.forEach((row, s) => {
    const similarities = scores.subarray(s * width, (s + 1) * width).filter((_, at) => rows[s * width + at] >= 0);
    const nearest = similarities.sort().subarray(Math.max(0, similarities.length - k));
    wanted += nearest.length;
    found += target.similarities
      .subarray(row * k, (row + 1) * k)
      .subarray(0, nearest.length)
      .filter((value) => value >= nearest[0]).length;
  });
  return wanted > 0 ? found / wanted : 1;
}
