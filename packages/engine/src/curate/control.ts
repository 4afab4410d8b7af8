import { createRandom, permutation } from "@gleaner/kernel";
import { type Baseline, type ControlArm, controlArm, type Metric } from "../report/index.ts";
import type { ArmFigures } from "./arm.ts";

/** Random selections that the choice is compared with. */
export const controlDraws = 10;

/** What a figure is called and how it reads; `Metric` without the figures. */
export type MetricWords = Omit<Metric, "ours" | "random">;

/** R seeded random selections of `count` rows from a pool. */
export function randomDraws(rows: Int32Array, count: number, seed: number): Int32Array[] {
  return Array.from({ length: controlDraws }, (_, draw) => {
    const order = permutation(rows.length, createRandom(seed + 1 + draw));
    return Int32Array.from(order.subarray(0, count), (at) => rows[at]);
  });
}

/** Mean and deviation of a figure over draws; null without a draw. */
export function controlOf(figures: readonly number[]): ControlArm | null {
  return figures.length > 0 ? controlArm(figures) : null;
}

const metricWords: MetricWords[] = [
  {
    key: "edgeCases",
    label: "Edge cases hit",
    definition: "Clusters of at most two samples that hold a pick.",
    format: "count",
    direction: "higher",
  },
  {
    key: "coverageRadius",
    label: "Coverage radius",
    definition: "Cosine distance to the nearest pick that 99 % of the pool stays within, on up to 2,000 pool samples.",
    format: "distance",
    direction: "lower",
  },
  {
    key: "meanDistance",
    label: "Mean distance to the nearest pick",
    definition: "Mean cosine distance from a pool sample to its nearest pick, on up to 2,000 pool samples.",
    format: "distance",
    direction: "lower",
  },
  {
    key: "redundantPairs",
    label: "Near-duplicate pairs kept",
    definition:
      "Pairs of picks closer than 0.13 of the median distance to the nearest neighbour (cleanlab's threshold).",
    format: "count",
    direction: "lower",
  },
];

/** The figures of the choice beside those of the draws. */
export function metricsOf(ours: ArmFigures, draws: readonly ArmFigures[]): Metric[] {
  return metricWords.map((words) => {
    const key = words.key as keyof ArmFigures;
    return { ...words, ours: ours[key], random: controlOf(draws.map((figures) => figures[key])) };
  });
}

/** A named strategy's figures under the keys of the headline and the metrics. */
export function baselineOf(strategy: string, label: string, { covered, ...figures }: ArmFigures): Baseline {
  return { strategy, label, values: { clustersCovered: covered, ...figures } };
}
