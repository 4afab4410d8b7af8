import type { ParsedRequestOf } from "@gleaner/schema";
import type { LoadedIndex } from "../../indexes/index-cache.ts";
import { type Curves, countText, type Headline, judge, type ReportDocument } from "../../report/index.ts";
import { edgeCaseSize } from "../clusters.ts";
import { productName } from "../product-name.ts";
import { quoted } from "../recipe.ts";
import type { LearningCurve } from "./curves.ts";
import type { Ladder } from "./ladder.ts";

/** What a backtest found, as far as its report tells it. */
export interface BacktestFindings {
  request: ParsedRequestOf<"backtest">;
  loaded: LoadedIndex;
  model: { model: string; dimension: number };
  pool: number;
  tested: number;
  draws: number;
  budgets: readonly number[];
  /** Curves by classifier, the one that the headline is about first. */
  byClassifier: readonly { label: string; curves: readonly LearningCurve[] }[];
  ladder: Ladder | null;
  /** Random picks that are as good as the default's; null where none of the budgets is. */
  saved: readonly { budget: number; random: number | null }[];
  notes: readonly string[];
  inputs: Record<string, string>;
}

/** The report of a backtest: learning curves, the labels that are saved, the ladder of edge cases. */
export function backtestReport(findings: BacktestFindings): ReportDocument {
  const { request, loaded, model, pool, tested, budgets, byClassifier, ladder, notes, inputs } = findings;
  const { index } = loaded;
  const datasets = request.datasets.length > 0 ? request.datasets : index.scope;
  const headline = headlineOf(findings);
  const flags = [
    `--budgets ${budgets.join(",")} --draws ${request.draws}`,
    ...(request.test === undefined ? [] : [`--test ${quoted(request.test)}`]),
    ...(request.where === "" ? [] : [`--where ${quoted(request.where)}`]),
    `--seed ${request.seed}`,
  ];
  return {
    version: 1,
    generator: productName,
    title: `Backtest on ${datasets.join(", ")}`,
    run: null,
    goal: request.goal,
    unit: "sample",
    datasets,
    slices: [],
    pool: { kind: "labeled", samples: pool, where: request.where },
    budget: budgets[budgets.length - 1],
    selected: budgets[budgets.length - 1],
    seed: request.seed,
    strategy: {
      name: "auto",
      label: "adaptive",
      description: `Known labels are hidden, bought back by each strategy within a budget, and a classifier that learns from them is tested on ${countText(tested)} other samples.`,
    },
    index: {
      space: index.space,
      ...model,
      scope: index.scope,
      samples: loaded.numbers.length,
      neighbors: index.neighbors,
      recall: index.recall,
      level: index.level,
      edgeCases: index.edgeCases,
      edgeCaseSize,
    },
    headline,
    verdict: judge(headline, [], false),
    coverageBySize: [],
    metrics: [],
    baselines: byClassifier[0].curves
      .filter(({ strategy }) => strategy !== "ours" && strategy !== "random")
      .map(({ strategy, label, mean }) => ({ strategy, label, values: { accuracy: mean[mean.length - 1] } })),
    saturation: null,
    curves: [
      ...byClassifier.map((entry, at) => curvesOf(entry, budgets, findings, at === 0 ? savedText(findings) : "")),
      ...(ladder ? [ladderCurves(ladder, byClassifier[0].label)] : []),
    ],
    splits: null,
    map: null,
    sparseClusters: [],
    denseClusters: [],
    distributions: [],
    representation: [],
    picks: [],
    notes: notes.map((text) => ({ kind: "info", text })),
    skipped: { count: 0, items: [] },
    recipe: {
      command: `gleaner backtest ${quoted(datasets.join(","))} ${flags.join(" ")}`,
      json: { goal: request.goal, datasets, budgets: [...budgets], draws: request.draws, seed: request.seed },
      inputs,
    },
  };
}

/** Accuracy with the largest budget against random labels. */
function headlineOf({ byClassifier, draws }: BacktestFindings): Headline {
  const [{ curves, label }] = byClassifier;
  const last = (strategy: string) => {
    const curve = curves.find((each) => each.strategy === strategy);
    return curve ? { mean: curve.mean[curve.mean.length - 1], sd: curve.sd[curve.sd.length - 1] } : null;
  };
  const random = last("random");
  return {
    key: "accuracy",
    label: "Accuracy with the largest budget",
    definition: `Balanced accuracy on the test samples of ${label} that learns from the picks.`,
    format: "share",
    direction: "higher",
    ours: last("ours")?.mean ?? 0,
    total: null,
    random: random && { ...random, draws },
    wording: {
      noun: "accuracy",
      done: "reached",
      control: "labels for as many random samples",
      does: "give",
    },
  };
}

function curvesOf(
  { label, curves }: BacktestFindings["byClassifier"][number],
  budgets: readonly number[],
  { tested, draws }: BacktestFindings,
  finding: string,
): Curves {
  return {
    title: `Accuracy by labels spent: ${label}`,
    caption: `Balanced accuracy on ${countText(tested)} test samples after learning from as many labelled picks (${label}). Random: mean and deviation of ${draws} draws; other strategies: standard error from the size of the test set.${finding}`,
    x: { label: "labels", format: "count", scale: "log" },
    y: { label: "balanced accuracy", format: "share" },
    curves: curves.map(({ strategy, label: name, mean, sd }) => ({
      strategy,
      label: name,
      points: budgets.map((budget, at) => ({ x: budget, mean: mean[at], sd: sd[at] })),
    })),
  };
}

/** What the labels saved at equal accuracy, as a sentence with a space before it. */
function savedText({ saved }: BacktestFindings): string {
  const pairs = saved.flatMap(({ budget, random }) =>
    random !== null && random > budget
      ? [`${countText(budget)} labels are worth ${countText(random)} random ones`]
      : [],
  );
  return pairs.length > 0 ? ` At equal accuracy ${pairs.join(", ")}.` : "";
}

function ladderCurves({ budget, steps, best, crowding }: Ladder, classifier: string): Curves {
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  const finding =
    crowding === null ? "The common case does not lose." : `From ${percent(crowding)} on the common case loses.`;
  const line = (strategy: string, label: string, key: "common" | "edge") => ({
    strategy,
    label,
    points: steps.flatMap((step) => {
      const mean = step[key];
      return mean === null ? [] : [{ x: step.share, mean, sd: 0 }];
    }),
  });
  const lines = [line("ours", "Common case", "common"), line("edge", "Edge cases", "edge")];
  return {
    title: "How many edge cases?",
    caption: `Balanced accuracy on the common case and on edge cases apart, when a share of ${countText(budget)} labels goes to edge cases (${classifier}). Best over both: ${percent(best)}. ${finding}`,
    x: { label: "share of edge cases", format: "share", scale: "linear" },
    y: { label: "balanced accuracy", format: "share" },
    curves: lines.filter(({ points }) => points.length > 0),
  };
}
