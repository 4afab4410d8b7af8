import { randomCoverage } from "@gleaner/kernel";
import { GleanerError } from "@gleaner/schema";
import type { LoadedIndex } from "../../indexes/index-cache.ts";
import { countText, headlineWordings } from "../../report/index.ts";
import { parseBudget } from "../budget.ts";
import { edgeCaseSize, type PoolClusters, picksPerCluster, poolClusters } from "../clusters.ts";
import { meetMinimums, Room, resolveConstraints } from "../constraints.ts";
import { sameReason } from "../explain.ts";
import type { GoalFigures, PlanGoal } from "../goal.ts";
import { steps } from "../pick-record.ts";
import { choosePool } from "../pool.ts";
import { byRarity, raritySteps } from "../rarity.ts";
import { furtherPicks } from "../saturation.ts";
import { chooseBaselines } from "../strategies.ts";

/**
 * The rare cases: groups of at most two at the stored level, one sample of each before the second of any, those that lie farthest from
 * their neighbours first. A budget beyond them goes to the next smallest clusters.
 */
export const planEdgeCases: PlanGoal = async ({ context, loaded, opened, request, work }) => {
  const { seed } = request;
  const pool = await choosePool(context, loaded, request, "unlabeled");
  const clusters = poolClusters(loaded, pool.rows);
  const order = await byRarity(loaded, clusters);
  const rare = order.filter((row) => loaded.tree.size[loaded.cluster[row]] <= edgeCaseSize).length;
  const budget = request.budget === undefined ? rare : parseBudget(request.budget, pool.rows.length);
  if (budget === 0) {
    throw new GleanerError(
      "empty_selection",
      `The pool holds no group of at most ${edgeCaseSize} at the stored level.`,
      {
        hint: "Give a --budget to take the smallest clusters, or index with a larger --level.",
      },
    );
  }
  const constraints = await resolveConstraints(context, loaded, pool.rows, budget, request);
  const room = new Room(constraints);
  const needed = meetMinimums(loaded, constraints, pool.labeled, budget, room);
  const picks = [...needed.rows];
  const taken = new Set(picks);
  for (const row of order) {
    if (picks.length === budget) break;
    if (taken.has(row) || !room.allows(row)) continue;
    room.take(row);
    picks.push(row);
  }
  const notes: string[] = [];
  const beyond = picks.filter((row) => loaded.tree.size[loaded.cluster[row]] > edgeCaseSize).length;
  if (beyond > 0) {
    notes.push(
      `Edge cases hold ${countText(rare)} samples of the pool; ${countText(beyond)} picks come from the next smallest clusters or were needed by constraints.`,
    );
  }
  if (picks.length < budget) notes.push(`Only ${picks.length} of ${budget} could be picked under the constraints.`);
  const rows = Int32Array.from(picks);
  const picked = new Set(picks);
  const next = order.filter((row) => !picked.has(row) && room.allows(row)).subarray(0, Math.max(...furtherPicks));
  const details = needed.rows.length > 0 ? picks.map((_, at) => needed.details[at] ?? "") : null;
  const reasons = {
    ...sameReason(rows.length, steps.smallish, details),
    step: raritySteps(loaded, rows).fill(steps.minimum, 0, needed.rows.length),
  };
  return {
    title: "Edge cases",
    pool,
    budget,
    choice: {
      ...reasons,
      picks: rows,
      name: "edge-cases",
      label: "rare groups first",
      description: `One sample of every group of at most ${edgeCaseSize} at the stored level, those farthest from their neighbours first, then the second ones; what is left of the budget goes to the next smallest clusters.`,
      notes,
    },
    slices: [{ suffix: "", description: "Edge cases", rows }],
    baselines: await chooseBaselines(
      context,
      opened,
      { candidates: pool.rows, chosen: pool.labeled, budget: rows.length, seed },
      "auto",
      work,
    ),
    figures: () => figuresOf(loaded, clusters, rows, pool.rows.length),
    coverage: "shown",
    isRanking: true,
    next: next,
    warnings: [],
  };
};

/** Edge cases hit, with the exact expectation of random sampling. */
function figuresOf({ tree }: LoadedIndex, clusters: PoolClusters, picks: Int32Array, pool: number): GoalFigures {
  const rare = [...clusters.nodes.keys()].filter((at) => tree.size[clusters.nodes[at]] <= edgeCaseSize);
  const sizes = rare.map((at) => clusters.members[at].length);
  const hits = (rows: Int32Array) => {
    const counts = picksPerCluster(clusters, rows);
    return rare.filter((at) => counts[at] > 0).length;
  };
  return {
    headline: {
      key: "edgeCases",
      label: "Edge cases found",
      definition: `Groups of at most ${edgeCaseSize} at the stored level that hold a pick.`,
      format: "count",
      direction: "higher",
      ours: hits(picks),
      total: rare.length,
      random: { ...randomCoverage(sizes, pool, picks.length), draws: null },
      wording: headlineWordings.edgeCases,
    },
    metrics: [],
    valuesOf: (rows) => ({ edgeCases: hits(rows) }),
  };
}
