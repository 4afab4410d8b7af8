import { z } from "zod";

const count = z.number().int().min(0);

/**
 * What random selection of the same size reaches: mean and standard deviation.
 * `draws` is the number of seeded draws behind them; null when they are exact (closed form).
 */
export const controlArmSchema = z.object({
  mean: z.number(),
  sd: z.number().min(0),
  draws: z.number().int().positive().nullable(),
});
export type ControlArm = z.infer<typeof controlArmSchema>;

/** How a figure is printed: a whole number, a share 0..1 shown in percent, a distance, or a plain number. */
export const figureFormatSchema = z.enum(["count", "share", "distance", "number"]);
export type FigureFormat = z.infer<typeof figureFormatSchema>;

/** Which way is good; `neither` marks a figure that is shown and never judged. */
export const directionSchema = z.enum(["higher", "lower", "neither"]);
export type Direction = z.infer<typeof directionSchema>;

/** One figure of the selection beside the same figure of random selection (null: it has no control). */
export const metricSchema = z.object({
  /** A stable camelCase key, such as `coverageRadius`; baselines refer to it. */
  key: z.string().regex(/^[a-z][A-Za-z0-9]*$/),
  /** The words of a table row: `Coverage radius`. */
  label: z.string().min(1),
  /** One sentence that says what is measured and in which unit. */
  definition: z.string(),
  format: figureFormatSchema,
  direction: directionSchema,
  ours: z.number(),
  random: controlArmSchema.nullable(),
});
export type Metric = z.infer<typeof metricSchema>;

/**
 * The parts of the headline's sentence: `4,812 of 4,812 <noun> <done>; <control> <does> 3,201 ± 24`,
 * for instance `clusters`, `covered`, `random sampling of the same size`, `covers`.
 */
export const headlineWordingSchema = z.object({
  noun: z.string().min(1),
  done: z.string().min(1),
  control: z.string().min(1),
  does: z.string().min(1),
});
export type HeadlineWording = z.infer<typeof headlineWordingSchema>;

/** The one figure that the run is judged by. */
export const headlineSchema = metricSchema.extend({
  /** The most that `ours` can be (clusters at the stored level, say); null when it has no bound. */
  total: z.number().min(0).nullable(),
  wording: headlineWordingSchema,
});
export type Headline = z.infer<typeof headlineSchema>;

/** What `judge` found: see there for the thresholds. */
export const verdictSchema = z.object({
  outcome: z.enum(["better", "same", "worse", "whole_pool", "no_control"]),
  /** The finding in plain words, one or two sentences. */
  sentence: z.string(),
  /** Keys of the judged metrics by how they compare with random selection. */
  better: z.array(z.string()),
  same: z.array(z.string()),
  worse: z.array(z.string()),
});
export type Verdict = z.infer<typeof verdictSchema>;

/** Coverage of the clusters whose size lies in `from`..`to` (null: no upper bound), at the stored level. */
export const sizeBucketSchema = z.object({
  from: z.number().int().min(1),
  to: z.number().int().min(1).nullable(),
  /** Clusters of these sizes that the pool touches, and how many of them hold a pick. */
  clusters: count,
  covered: count,
  /** Clusters of these sizes that random selection covers. */
  random: controlArmSchema.nullable(),
  /** Pool samples in these clusters, and picks among them. */
  samples: count,
  picks: count,
});
export type SizeBucket = z.infer<typeof sizeBucketSchema>;

/** A named strategy run at the same budget; `values` are keyed by the headline's and the metrics' keys (null: not computed). */
export const baselineSchema = z.object({
  strategy: z.string().min(1),
  /** The words of its table row: `k-center (farthest point)`. */
  label: z.string().min(1),
  values: z.record(z.string(), z.number().nullable()),
});
export type Baseline = z.infer<typeof baselineSchema>;

/** The headline's figure as a function of the budget, and what more picks would add. */
export const saturationSchema = z.object({
  /** What is counted: `clusters covered`. */
  label: z.string().min(1),
  /** The most that can be reached; null when it has no bound. */
  total: z.number().min(0).nullable(),
  /** By rising budget; straight lines join them, so include this run's budget and where coverage becomes complete. */
  points: z
    .array(
      z.object({
        budget: count,
        ours: z.number(),
        random: z.object({ mean: z.number(), sd: z.number().min(0) }).nullable(),
      }),
    )
    .min(1),
  /** Gain of the next `more` picks after this budget; `random` is the gain of as many random ones. */
  marginal: z.array(z.object({ more: z.number().int().positive(), gain: z.number(), random: z.number().nullable() })),
  /** The budget from which edge cases crowd out the common case; null when it was not found or not looked for. */
  edgeCrowding: count.nullable(),
});
export type Saturation = z.infer<typeof saturationSchema>;

/** One line of a chart over budgets or shares: mean and spread at each x. */
const curveSchema = z.object({
  strategy: z.string().min(1),
  label: z.string().min(1),
  points: z.array(z.object({ x: z.number(), mean: z.number(), sd: z.number().min(0) })).min(1),
});

/** Curves of an accuracy or another share over budgets (backtest) or over shares of edge cases (ladder). */
export const curvesSchema = z.object({
  title: z.string().min(1),
  /** What is measured on whom by which model: the figure's caption. */
  caption: z.string(),
  x: z.object({ label: z.string(), format: figureFormatSchema, scale: z.enum(["linear", "log"]) }),
  y: z.object({ label: z.string(), format: figureFormatSchema }),
  curves: z.array(curveSchema).min(1),
});
export type Curves = z.infer<typeof curvesSchema>;
