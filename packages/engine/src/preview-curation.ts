import { randomCoverage } from "@gleaner/kernel";
import type { ParsedRequestOf } from "@gleaner/schema";
import type { UseCase } from "./context.ts";
import { checkRequest } from "./curate/check-request.ts";
import { edgeCaseSize, poolClusters } from "./curate/clusters.ts";
import { forUnit, requireIndexOf } from "./curate/for-unit.ts";
import { type AutomaticPool, choosePool } from "./curate/pool.ts";
import { coverageCurve } from "./curate/preview-curve.ts";
import { foreseenEdgeShare } from "./curate/preview-edge-share.ts";
import { requireDatasets } from "./datasets.ts";

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

/** Groups a pick that the tree is cut into by the strategies that follow it; see `selectRows` of the kernel. */
const clustersPerPick: Partial<Record<CurateRequest["strategy"], number>> = { auto: 3, coverage: 1.5, typical: 1.5 };

/**
 * What a selection would cover at every budget, beside the exact expectation of random draws: read off the stored tree, without choosing
 * anything. Takes what `curate` takes; budget, constraints and seed are not looked at. `ours` is exact for the strategies that follow the
 * tree and no labels, an estimate for the default one.
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
  const { tree, cluster, index } = loaded;
  const clusters = poolClusters(loaded, pool.rows);
  const sizes = clusters.members.map((members) => members.length);
  const groups = goal === "label" ? clustersPerPick[strategy] : undefined;
  const edgeShare =
    groups === undefined || strategy !== "auto" ? 0 : (request.edgeShare ?? foreseenEdgeShare(context, loaded, pool));
  const curve =
    groups === undefined
      ? null
      : coverageCurve(tree, {
          pool: pool.rows,
          chosen: pool.labeled,
          cluster,
          level: index.level,
          clustersPerPick: groups,
          edgeShare: edgeShare ?? 0,
        });
  return {
    pool: { kind: pool.kind, samples: pool.rows.length },
    clusters: clusters.nodes.length,
    edgeCases: sizes.filter((size) => size <= edgeCaseSize).length,
    complete: curve?.open ?? null,
    refining: edgeShare === null,
    points: budgetsUpTo(pool.rows.length, curve?.open ?? null).map((budget) => ({
      budget,
      ours: curve?.coveredBy(budget) ?? null,
      random: randomCoverage(sizes, pool.rows.length, budget),
    })),
  };
};

/** Budgets from none to the whole pool, by even steps of their square root, and the one that covers everything. */
function budgetsUpTo(most: number, complete: number | null): number[] {
  const steps = Array.from({ length: points }, (_, at) => Math.round(most * (at / (points - 1)) ** 2));
  return [...new Set([...steps, ...(complete === null ? [] : [complete])])].sort((a, b) => a - b);
}
