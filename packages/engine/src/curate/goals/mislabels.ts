import { GleanerError } from "@gleaner/schema";
import { countText, headlineWordings } from "../../report/index.ts";
import { parseBudget } from "../budget.ts";
import { controlOf } from "../control.ts";
import { sameReason } from "../explain.ts";
import type { GoalFigures, PlanGoal } from "../goal.ts";
import { classPosterior } from "../mislabels/class-posterior.ts";
import { beliefsUnderNoise } from "../mislabels/noise-matrix.ts";
import { steps } from "../pick-record.ts";
import { choosePool } from "../pool.ts";

/** A class needs so many labelled samples before its labels can be doubted: of fewer nothing can be learned. */
const leastOfClass = 3;

/** What is believed of one label. */
interface Doubt {
  row: number;
  label: string;
  suggested: string;
  /** Probability that the label is wrong. */
  wrong: number;
  /** Belief in the best other class minus belief in the label. */
  margin: number;
}

/** Labels that are likely wrong, most suspicious first. */
export const planMislabels: PlanGoal = async ({ context, loaded, request, work }) => {
  const { workspace, threads } = context;
  const { seed, space } = request;
  const pool = await choosePool(context, loaded, request, "labeled");
  const { classes, indices } = await workspace.samples.classes(loaded.numbers);
  const rows = Int32Array.from(loaded.numbers.keys()).filter((row) => indices[row] >= 0);
  const inPool = new Set(pool.rows);
  if (!rows.some((row) => inPool.has(row))) {
    throw new GleanerError("labels_missing", "Finding wrong labels needs labelled samples.", {
      hint: "Import labels, or label some samples.",
    });
  }
  if (classes.length < 2) {
    throw new GleanerError(
      "labels_missing",
      `All labels are "${classes[0]}": with one class none can be told to be wrong.`,
      {
        hint: "Label samples of another class.",
      },
    );
  }
  const given = rows.map((row) => indices[row]);
  const sizes = new Int32Array(classes.length);
  for (const label of given) sizes[label]++;
  const vectors = await workspace.vectors.source(
    space,
    rows.map((row) => loaded.numbers[row]),
  );
  const problem = { graph: loaded.graph, rows, given, classes: classes.length, vectors, seed, threads };
  const { beliefs } = beliefsUnderNoise(await classPosterior(problem, work), given, classes.length);
  work.check();
  const doubts: Doubt[] = [];
  rows.forEach((row, at) => {
    if (!inPool.has(row) || sizes[given[at]] < leastOfClass) return;
    doubts.push(doubtOf(row, given[at], beliefs.subarray(at * classes.length, (at + 1) * classes.length), classes));
  });
  doubts.sort((a, b) => b.margin - a.margin || a.row - b.row);
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
  const rare = sizes.filter((size) => size > 0 && size < leastOfClass).length;
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
        ...(rare > 0
          ? [`${rare} classes have fewer than ${leastOfClass} labelled samples; their labels were not doubted.`]
          : []),
      ],
    },
    slices: [{ suffix: "", description: "Labels to check", rows: picks }],
    baselines: [],
    figures: (draws) => figuresOf(doubts, picks, draws),
    coverage: "shown",
    next: null,
    warnings: [],
  };
};

function doubtOf(row: number, given: number, belief: Float32Array, classes: readonly string[]): Doubt {
  let other = given === 0 ? 1 : 0;
  for (let c = 0; c < belief.length; c++) if (c !== given && belief[c] > belief[other]) other = c;
  return {
    row,
    label: classes[given],
    suggested: classes[other],
    wrong: 1 - belief[given],
    margin: belief[other] - belief[given],
  };
}

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
