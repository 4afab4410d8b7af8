import { GleanerError } from "@gleaner/schema";
import { countText, headlineWordings } from "../../report/index.ts";
import { parseBudget } from "../budget.ts";
import { controlOf } from "../control.ts";
import { sameReason } from "../explain.ts";
import type { GoalFigures, PlanGoal } from "../goal.ts";
import { type Doubt, doubtLabels, leastOfClass } from "../mislabels/doubt-labels.ts";
import { steps } from "../pick-record.ts";
import { choosePool } from "../pool.ts";

/** Labels that are likely wrong, most suspicious first. */
export const planMislabels: PlanGoal = async ({ context, loaded, request, work }) => {
  const pool = await choosePool(context, loaded, request, "labeled");
  const judged = await doubtLabels(context, loaded, { seed: request.seed, work });
  const inPool = new Set(pool.rows);
  const doubts = judged.doubts.filter(({ row }) => inPool.has(row));
  if (!judged.rows.some((row) => inPool.has(row))) {
    throw new GleanerError("labels_missing", "Finding wrong labels needs labelled samples.", {
      hint: "Import labels, or label some samples.",
    });
  }
  const likely = doubts.filter(({ margin }) => margin > 0).length;
  const budget = request.budget === undefined ? likely : parseBudget(request.budget, doubts.length);
  if (budget === 0) {
    throw new GleanerError("empty_selection", "No label is more likely wrong than right.", {
      hint: "Give a --budget to see the most doubtful ones all the same.",
    });
  }
  const chosen = doubts.slice(0, budget);
  const picks = Int32Array.from(chosen, ({ row }) => row);
  const details = chosen.map(({ label, suggested, wrong }) => {
    return `labelled ${label}, more likely ${suggested}; wrong with probability ${wrong.toFixed(2)}`;
  });
  const expected = doubts.reduce((sum, { wrong }) => sum + wrong, 0);
  return {
    title: "Labels to check",
    pool: { ...pool, rows: Int32Array.from(doubts, ({ row }) => row).sort() },
    budget,
    choice: {
      ...sameReason(picks.length, steps.mislabeled, details),
      gain: Float32Array.from(chosen, ({ wrong }) => wrong),
      picks,
      name: "mislabels",
      label: "most doubtful labels first",
      description:
        "Class probabilities by models that have not seen the label (logistic regression, and labels spread along the graph, Zhou et al. 2004; a second pass without the most suspicious), combined with the noise that the labels show (confident joint, Northcutt et al. 2021, refined by EM). Ranked by how much more likely another class is.",
      notes: [
        `About ${countText(Math.round(expected))} of ${countText(doubts.length)} labels are expected to be wrong; ${countText(likely)} are more likely wrong than right.`,
        ...(judged.small > 0
          ? [`${judged.small} classes have fewer than ${leastOfClass} labelled samples; their labels were not doubted.`]
          : []),
      ],
    },
    slices: [{ suffix: "", description: "Labels to check", rows: picks }],
    baselines: [],
    figures: (draws) => figuresOf(doubts, picks, draws),
    coverage: "shown",
    isRanking: true,
    next: null,
    warnings: [],
  };
};

/** Wrong labels that are expected among the picks, beside a random check of the same size. */
function figuresOf(doubts: readonly Doubt[], picks: Int32Array, draws: readonly Int32Array[]): GoalFigures {
  const wrong = new Map(doubts.map((doubt) => [doubt.row, doubt.wrong]));
  const expected = (rows: Int32Array) => rows.reduce((sum, row) => sum + (wrong.get(row) ?? 0), 0);
  const total = doubts.reduce((sum, doubt) => sum + doubt.wrong, 0);
  return {
    headline: {
      key: "expectedWrong",
      label: "Wrong labels expected to be found",
      definition:
        "Sum of the probabilities that the labels of the picks are wrong; checking them tells the true number.",
      format: "count",
      direction: "higher",
      ours: Math.round(expected(picks)),
      total: Math.max(Math.round(total), Math.round(expected(picks))),
      random: controlOf(draws.map(expected)),
      wording: { ...headlineWordings.mislabels, noun: "expected wrong labels" },
    },
    metrics: [
      {
        key: "precision",
        label: "Share of picks that are wrong",
        definition: "Mean probability that the label of a pick is wrong.",
        format: "share",
        direction: "higher",
        ours: picks.length > 0 ? expected(picks) / picks.length : 0,
        random: controlOf(draws.map((rows) => expected(rows) / rows.length)),
      },
    ],
  };
}
