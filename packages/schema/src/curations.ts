import { z } from "zod";
import { curationSchema } from "./entities.ts";
import { name, seed } from "./request-values.ts";
import { inputSchema } from "./requests.ts";

const count = z.number().int().min(0);

export const goalSchema = z.enum(["label", "edge-cases", "test", "split", "mislabels", "clean", "balance"]);
export type Goal = z.infer<typeof goalSchema>;
export const strategySchema = z.enum(["auto", "random", "stratified", "k-center", "typical", "coverage", "facility"]);

/**
 * A wished-for distribution: shares by value for each field (`label`, `split`, `meta.camera`, `cluster`), or `uniform`: as many of each
 * value. Shares of a field need not sum to 1. Numbers without a field are shares of classes.
 */
export const targetSchema = z.union([
  z.record(z.string().min(1), z.number().min(0)),
  z.record(z.string().min(1), z.union([z.literal("uniform"), z.record(z.string(), z.number().min(0))])),
]);

/** At least so many picks that match a filter. */
export const atLeastSchema = z.object({ count: z.number().int().positive(), where: z.string().min(1) });
/** At most so many picks with the same value of a field. */
export const atMostSchema = z.object({ count: z.number().int().positive(), field: z.string().min(1) });
/** Samples that match a filter count so many times in what a selection stands for: above 1 more of them, below 1 fewer. */
export const preferSchema = z.object({ weight: z.number().positive().max(1000), where: z.string().min(1) });

export const curateRequestSchema = inputSchema.extend({
  goal: goalSchema.default("label"),
  /** A count, or a share of the pool such as `10%`. Default 10 %; edge-cases and mislabels: all that are found; split and clean have none. */
  budget: z.union([z.number(), z.string()]).optional(),
  pool: z.enum(["auto", "unlabeled", "all"]).default("auto"),
  into: z.string().optional(),
  append: z.boolean().default(false),
  space: name.default("default"),
  strategy: strategySchema.default("auto"),
  /** Share of the budget spent on far, rare samples, 0..1; chosen by rule unless given. */
  edgeShare: z.number().min(0).max(1).optional(),
  /** Goal split: shares by split, which sum to 1; default train .8, val .1, test .1. */
  ratios: z.record(z.string().min(1).max(100), z.number().min(0)).optional(),
  /** Goals split and test: also sets the field `split` of the samples to their part (goal test: `test`). Undoable as one event. */
  assign: z.boolean().default(false),
  /** Goals split and test: samples with the same value of one of these fields stay together. */
  groups: z.array(z.string().min(1)).max(10).default([]),
  /** Goal split: fields whose shares every split keeps, besides the classes. */
  stratify: z.array(z.string().min(1)).max(10).default([]),
  /** Goal balance. */
  target: targetSchema.optional(),
  atLeast: z.array(atLeastSchema).max(50).default([]),
  atMost: z.array(atMostSchema).max(10).default([]),
  /** Goal label: further objectives with their weights; weights of a sample that matches several are multiplied. */
  prefer: z.array(preferSchema).max(20).default([]),
  dryRun: z.boolean().default(false),
  seed,
});
export type CurateRequest = z.infer<typeof curateRequestSchema>;

const controlSchema = z.object({ mean: z.number(), sd: z.number() });
export const curateResultSchema = z.object({
  run: z.string(),
  goal: z.string(),
  pool: z.object({ kind: z.enum(["unlabeled", "labeled", "all"]), samples: count }),
  slices: z.array(z.object({ name: z.string(), count })),
  selected: count,
  /** Samples whose field `split` was set to another value; null where that was not asked for. */
  assigned: count.nullable(),
  clusters: z.object({ level: count, total: count, covered: count, coveredByRandom: controlSchema }),
  metrics: z.record(z.string(), z.number()),
  control: z.record(z.string(), z.unknown()),
  /** What random selection would have done, in one or two sentences. */
  verdict: z.string(),
  /** Shortfalls and limits, in plain sentences. */
  notes: z.array(z.string()),
  /** Absolute path of the HTML report; null on a dry run. */
  report: z.string().nullable(),
});

/** What a selection would cover at every budget, before anything is chosen. */
export const previewCurationResultSchema = z.object({
  pool: z.object({ kind: z.enum(["unlabeled", "labeled", "all"]), samples: count }),
  /** Clusters of the stored level that the pool touches. */
  clusters: count,
  /** Of them those with one or two samples in the pool. */
  edgeCases: count,
  /** Picks that are enough for every cluster that holds nothing known; null where the strategy's choice cannot be foreseen. */
  complete: count.nullable(),
  /**
   * By budget, from 0 to the whole pool: clusters covered by the choice (null: not foreseeable) and by random draws; both exact, and linear
   * between the points for the choice.
   */
  points: z.array(z.object({ budget: count, ours: count.nullable(), random: controlSchema })),
});

export const runSchema = z.object({ run: z.string() });
export const pickSchema = z.object({
  id: z.string(),
  path: z.string(),
  order: z.number().int(),
  cluster: z.number().int(),
  clusterSize: z.number().int(),
  gain: z.number().nullable(),
  nearestPick: z.object({ id: z.string(), similarity: z.number() }).nullable(),
  displaced: z.string().nullable(),
  reason: z.string(),
});
export const curationDetailSchema = curationSchema.extend({
  recipe: z.record(z.string(), z.unknown()),
  metrics: z.record(z.string(), z.number()),
  /** Hashes of what the run stood on. */
  inputs: z.record(z.string(), z.string()),
  /** Samples that were to choose from. */
  pool: count.nullable(),
  verdict: z.string().nullable(),
  notes: z.array(z.string()),
  report: z.string().nullable(),
});
export const listCurationsRequestSchema = z.object({ dataset: z.string().optional() });
export const curationsResultSchema = z.object({ runs: z.array(curationSchema) });
export const picksRequestSchema = runSchema.extend({
  start: z.coerce.number().int().min(0).default(0),
  count: z.coerce.number().int().min(1).max(10_000).default(100),
});
export const picksResultSchema = z.object({ total: z.number().int(), picks: z.array(pickSchema) });
export const compareCurationsRequestSchema = z.object({ a: z.string(), b: z.string() });
export const compareCurationsResultSchema = z.object({
  a: curationSchema,
  b: curationSchema,
  shared: count,
  onlyA: count,
  onlyB: count,
  jaccard: z.number(),
  /** Of the picks only in `b`: those that came into the workspace after run `a`. Null when `a` was made before this was recorded. */
  newInB: count.nullable(),
  /** Parts of the recipe that differ, as JSON text; null where a run has none. */
  recipe: z.array(z.object({ key: z.string(), a: z.string().nullable(), b: z.string().nullable() })),
  /** True when both runs stood on the same index, pool and labels. */
  sameInputs: z.boolean(),
  pool: z.object({ a: count.nullable(), b: count.nullable() }),
  metrics: z.array(z.object({ key: z.string(), a: z.number().nullable(), b: z.number().nullable() })),
});

export const backtestRequestSchema = z.object({
  datasets: z.array(name).default([]),
  where: z.string().default(""),
  space: name.default("default"),
  goal: z.literal("label").default("label"),
  /** Default 50, 100, 300, 1,000, 3,000, 10,000 and 20,000, as far as the pool reaches. */
  budgets: z.array(z.number().int().positive()).min(1).max(30).optional(),
  /** Random selections a budget. */
  draws: z.number().int().min(1).max(100).default(10),
  /** The split to test on; without it a fifth of the labelled samples is drawn, the same share of each class. */
  test: z.string().optional(),
  strategies: z.array(strategySchema).min(1).max(6).default(["auto", "k-center", "typical", "facility"]),
  edgeShare: z.number().min(0).max(1).optional(),
  /** Also measures the ladder of edge-case shares. */
  ladder: z.boolean().default(true),
  /** The HTML file of the report (its JSON goes beside it); none unless given. */
  out: z.string().optional(),
  seed,
});

/** One learning curve: entry i belongs to budget i. Accuracies are means over the classes (balanced), 0..1. */
export const learningCurveSchema = z.object({
  strategy: z.string(),
  label: z.string(),
  mean: z.array(z.number()),
  sd: z.array(z.number()),
});
export const backtestResultSchema = z.object({
  goal: z.string(),
  pool: count,
  test: count,
  classes: count,
  draws: count,
  budgets: z.array(count),
  /** Which classifier `curves` are of. */
  classifier: z.string(),
  curves: z.array(learningCurveSchema),
  /** The same selections judged by other classifiers. */
  others: z.array(z.object({ classifier: z.string(), curves: z.array(learningCurveSchema) })),
  /** Random picks that reach what the default reaches with `budget`; null where none of the budgets does. */
  saved: z.array(z.object({ budget: count, random: z.number().nullable() })),
  ladder: z
    .object({
      budget: count,
      steps: z.array(
        z.object({ share: z.number(), edgeCases: count, common: z.number(), edge: z.number().nullable() }),
      ),
      /** Share with the best accuracy over both kinds, and the first share at which the common case loses; null: none does. */
      best: z.number(),
      crowding: z.number().nullable(),
    })
    .nullable(),
  notes: z.array(z.string()),
  report: z.object({ html: z.string(), json: z.string() }).nullable(),
});
