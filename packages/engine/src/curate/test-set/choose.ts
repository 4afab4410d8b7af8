import type { LoadedIndex } from "../../indexes/index-cache.ts";
import { edgeCaseSize, poolClusters } from "../clusters.ts";
import { byRarity } from "../rarity.ts";
import { proportionalQuotas } from "./quotas.ts";
import { systematicSample } from "./systematic.ts";

/** What a test set is chosen from. Rows are the index's. */
export interface TestProblem {
  loaded: LoadedIndex;
  /** Rows that may be chosen, ascending. */
  candidates: Int32Array;
  /** Class of each row of the index, -1 for none. */
  classes: Int32Array;
  /** The set of rows that go in or stay out together, by row. */
  setOf: (row: number) => number;
  budget: number;
  /** Share of the budget for edge cases, 0..1. */
  edgeShare: number;
  seed: number;
}

/** A chosen test set; rows that came with another of their set carry its mark. */
export interface TestSet {
  rows: Int32Array;
  origin: ("edge" | "spread" | "together")[];
}

/**
 * Chooses a test set: a share of edge cases, one of each, farthest out first; the rest in proportion to the classes and, within a class,
 * evenly along the cluster tree, so that it stands for the candidates. A row brings its whole set; sets that no longer fit are passed over.
 */
export async function chooseTestSet(problem: TestProblem): Promise<TestSet> {
  const { loaded, candidates, classes, setOf, budget, edgeShare, seed } = problem;
  const { tree, cluster } = loaded;
  const members = new Map<number, number[]>();
  for (const row of candidates) {
    const list = members.get(setOf(row));
    if (list) list.push(row);
    else members.set(setOf(row), [row]);
  }
  const rows: number[] = [];
  const origin: TestSet["origin"] = [];
  const taken = new Set<number>();
  const counts = new Map<number, number>();
  const take = (row: number, from: "edge" | "spread", limit: number) => {
    const set = members.get(setOf(row)) ?? [];
    if (taken.has(setOf(row)) || rows.length + set.length > limit) return false;
    taken.add(setOf(row));
    for (const member of [row, ...set.filter((other) => other !== row)]) {
      rows.push(member);
      origin.push(member === row ? from : "together");
      counts.set(classes[member], (counts.get(classes[member]) ?? 0) + 1);
    }
    return true;
  };

  const edges = Math.round(edgeShare * budget);
  for (const row of await byRarity(loaded, poolClusters(loaded, candidates))) {
    if (rows.length >= edges || tree.size[cluster[row]] > edgeCaseSize) break;
    take(row, "edge", edges);
  }

  const isCandidate = new Uint8Array(loaded.numbers.length);
  for (const row of candidates) isCandidate[row] = 1;
  const byClass = new Map<number, number[]>();
  for (const row of tree.order) {
    if (!isCandidate[row]) continue;
    const list = byClass.get(classes[row]);
    if (list) list.push(row);
    else byClass.set(classes[row], [row]);
  }
  const names = [...byClass.keys()].sort((a, b) => a - b);
  const quotas = proportionalQuotas(
    names.map((name) => byClass.get(name)?.length ?? 0),
    budget,
  );
  names.forEach((name, at) => {
    const open = (byClass.get(name) ?? []).filter((row) => !taken.has(setOf(row)));
    const wanted = quotas[at] - (counts.get(name) ?? 0);
    for (const row of systematicSample(Int32Array.from(open), Math.max(0, wanted), seed)) take(row, "spread", budget);
  });
  const rest = tree.order.filter((row) => isCandidate[row] === 1 && !taken.has(setOf(row)));
  const missing = budget - rows.length;
  for (const row of [...systematicSample(rest, missing, seed), ...rest]) {
    if (rows.length >= budget) break;
    take(row, "spread", budget);
  }
  return { rows: Int32Array.from(rows), origin };
}
