import { cutNodes } from "../clusters/cut.ts";
import { type MergeTree, membersOf } from "../clusters/merge-tree.ts";
import type { Graph } from "../graph.ts";
import type { VectorSource } from "../vectors.ts";
import { takeMostRepresentative } from "./facility-location.ts";
import { nearestToMean } from "./nearest-to-mean.ts";
import { createRepresentation } from "./representation.ts";
import { createSelection, type Selection } from "./selection.ts";

/** What to choose from, and what is known already. */
export interface CoverProblem {
  graph: Graph;
  tree: MergeTree;
  /** The rows' vectors, in the order of the graph. */
  source: VectorSource;
  /** Number of clusters of the level whose clusters are to be covered. */
  level: number;
  /** Rows that may be chosen. */
  candidates: Int32Array;
  /** Rows chosen before: their clusters count as covered, and what they represent is not gained again. */
  chosen: Int32Array;
  budget: number;
}

/** Below the level the tree is cut into this many groups a pick, and the largest groups get the picks. */
const groupsPerPick = 1.5;

/**
 * Covers clusters: with a budget of at least as many picks as there are clusters (of the level, with candidates, without a row chosen
 * before), first the typical member of each, largest cluster first, then the rows that represent most of what is left (facility location).
 * With a smaller budget the tree is cut coarser, into 1.5 groups a pick, and the largest groups get one typical member each.
 * Typical is the member nearest to the mean. Deterministic; no randomness.
 */
export async function coverClusters(problem: CoverProblem): Promise<Selection> {
  const { graph, source, level, candidates, chosen, budget } = problem;
  const wanted = Math.min(budget, candidates.length);
  const selection = createSelection(wanted);
  const objective = createRepresentation(graph);
  for (const row of chosen) objective.add(row);
  const open = openGroups(problem, level);
  const groups = open.length <= wanted ? open : coarserGroups(problem, wanted);
  const group = new Int32Array(graph.n).fill(-1);
  groups.forEach((members, index) => {
    for (const row of members) group[row] = index;
  });
  const { best, second } = await nearestToMean(source, group, groups.length);
  const taken = new Uint8Array(graph.n);
  for (let index = 0; index < groups.length && selection.length < wanted; index++) {
    selection.push(best[index], objective.gain(best[index]), second[index]);
    objective.add(best[index]);
    taken[best[index]] = 1;
  }
  takeMostRepresentative(
    candidates.filter((row) => !taken[row]),
    wanted,
    objective,
    selection,
  );
  return selection.done();
}

/** Candidates of each cluster at a cut that holds none of the rows chosen before; largest first, then by node. */
function openGroups({ tree, candidates, chosen }: CoverProblem, count: number): number[][] {
  const isCandidate = new Uint8Array(tree.n);
  const isChosen = new Uint8Array(tree.n);
  for (const row of candidates) isCandidate[row] = 1;
  for (const row of chosen) isChosen[row] = 1;
  const groups: number[][] = [];
  for (const node of cutNodes(tree, count)) {
    const members = membersOf(tree, node);
    if (members.some((row) => isChosen[row] === 1)) continue;
    const inside = [...members].filter((row) => isCandidate[row] === 1);
    if (inside.length > 0) groups.push(inside);
  }
  return groups.sort((a, b) => b.length - a.length);
}

/** The `wanted` largest open groups of the coarsest cut that has so many. */
function coarserGroups(problem: CoverProblem, wanted: number): number[][] {
  const { tree, level } = problem;
  for (let count = Math.ceil(groupsPerPick * wanted); count < level; count = Math.ceil(1.5 * count)) {
    const groups = openGroups(problem, Math.min(count, tree.n));
    if (groups.length >= wanted) return groups.slice(0, wanted);
  }
  return openGroups(problem, level).slice(0, wanted);
}
