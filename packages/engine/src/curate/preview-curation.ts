import { randomCoverage } from "@gleaner/kernel";
import type { ParsedRequestOf } from "@gleaner/schema";
import type { UseCase } from "../context.ts";
import { requireDatasets } from "../datasets/datasets.ts";
import type { LoadedIndex } from "../indexes/index-cache.ts";
import { checkRequest } from "./check-request.ts";
import { edgeCaseSize, type PoolClusters, poolClusters } from "./clusters.ts";
import { forUnit, requireIndexOf } from "./for-unit.ts";
import { type AutomaticPool, choosePool, type Pool } from "./pool.ts";

type CurateRequest = ParsedRequestOf<"curate">;

/** Points of the curve; they lie closer together where it bends. */
const points = 32;

/** Which samples each goal chooses among unless told otherwise, as the goals themselves have it. */
const automaticPools: Record<CurateRequest["goal"], AutomaticPool> = {
  label: "unlabeled",
  "edge-cases": "unlabeled",
  test: "labeled",
  balance: "labeled",
  mislabels: "labeled",
  split: "all",
  clean: "all",
};

/** Strategies that give every pick a cluster of its own as long as there are open ones. */
const oneEach: readonly CurateRequest["strategy"][] = ["auto", "coverage"];

/**
 * What a selection would cover at every budget, beside the exact expectation of random draws, without choosing anything. Takes what
 * `curate` takes; budget, constraints and seed are not looked at. `ours` is exact where no constraint stands in the way.
 * @throws GleanerError `not_indexed`, `empty_selection`
 */
export const previewCuration: UseCase<"previewCuration"> = async (context, asked, work) => {
  const request = forUnit(asked);
  const { goal, strategy } = request;
  checkRequest(request);
  await requireDatasets(context, request.datasets);
  const loaded = await context.indexes.load(request.space, request.datasets);
  requireIndexOf(request.unit, loaded);
  const pool = await choosePool(context, loaded, request, automaticPools[goal]);
  work.check();
  const clusters = poolClusters(loaded, pool.rows);
  const sizes = clusters.members.map((members) => members.length);
  const complete = goal === "label" && oneEach.includes(strategy) ? openClusters(loaded, clusters, pool) : null;
  return {
    pool: { kind: pool.kind, samples: pool.rows.length },
    clusters: clusters.nodes.length,
    edgeCases: sizes.filter((size) => size <= edgeCaseSize).length,
    complete,
    points: budgetsUpTo(pool.rows.length, complete).map((budget) => ({
      budget,
      ours: complete === null ? null : Math.min(budget, complete),
      random: randomCoverage(sizes, pool.rows.length, budget),
    })),
  };
};

/** Clusters of the pool that hold nothing labelled. */
function openClusters({ cluster }: LoadedIndex, { nodes }: PoolClusters, { labeled }: Pool): number {
  const known = new Set(Array.from(labeled, (row) => cluster[row]));
  return nodes.filter((node) => !known.has(node)).length;
}

/** Budgets from none to the whole pool, by even steps of their square root, and the one that covers everything. */
function budgetsUpTo(most: number, complete: number | null): number[] {
  const steps = Array.from({ length: points }, (_, at) => Math.round(most * (at / (points - 1)) ** 2));
  return [...new Set([...steps, ...(complete === null ? [] : [complete])])].sort((a, b) => a - b);
}
