import { z } from "zod";
import { name, seed } from "./request-values.ts";
import { inputSchema } from "./requests.ts";

export const datasetHealthRequestSchema = inputSchema.extend({
  space: name.default("default"),
  /** The space of the crops of objects. */
  objectSpace: name.default("objects"),
  /** Classes to describe, largest first. */
  classes: z.number().int().min(1).max(1000).default(50),
  seed,
});

/** A cluster and the share of something that lies in it; `examples` are ids of its most typical members. */
const clusterShareSchema = z.object({
  cluster: z.number().int(),
  count: z.number().int(),
  share: z.number(),
  examples: z.array(z.string()),
});

const semanticSchema = z.object({
  /** Clusters that the tree was cut into. */
  clusters: z.number().int(),
  /** Of each class its sub-clusters, largest first, with the share of the class that lies in each; `rest` is in smaller ones. */
  classes: z.array(
    z.object({
      class: z.string(),
      count: z.number().int(),
      /** 2 to the power of the entropy of the shares: as how many equal sub-clusters the class is spread over. */
      effective: z.number(),
      subclusters: z.array(clusterShareSchema),
      rest: z.number(),
    }),
  ),
  /** Clusters in which no class has 70 %, those with most to look at first. */
  mixed: z.array(
    clusterShareSchema.extend({ classes: z.array(z.object({ class: z.string(), count: z.number().int() })) }),
  ),
  /** Two splits by their clusters. */
  splits: z.array(
    z.object({
      a: z.string(),
      b: z.string(),
      /** Jensen-Shannon divergence in bits: 0 the same, 1 nothing in common. */
      divergence: z.number(),
      /** The same when samples are dealt to the two at random: mean and standard deviation. */
      random: z.object({ mean: z.number(), sd: z.number() }),
      /** Clusters that one has and the other lacks or nearly lacks, most unequal first. */
      unequal: z.array(clusterShareSchema.extend({ a: z.number().int(), b: z.number().int() })),
    }),
  ),
});

const metadataFieldSchema = z.object({
  field: z.string(),
  type: z.enum(["text", "number", "boolean", "date", "mixed"]),
  present: z.number().int(),
  /** Share of the samples that have no value. */
  missing: z.number(),
  distinct: z.number().int(),
  /** Values of another type than most. */
  otherTypes: z.number().int(),
  /** Groups of equal files that have different values. */
  conflicts: z.number().int(),
  /** The dataset where most is missing, and its share. */
  worst: z.object({ dataset: z.string(), missing: z.number() }).nullable(),
});

/** Quantiles 5, 25, 50, 75 and 95 %; empty where nothing is known. */
const quantilesSchema = z.array(z.number());

/** Of the labels of samples; where only objects are labelled, of the classes of their objects. */
const classesSchema = z.object({
  labeled: z.number().int(),
  classes: z.array(z.object({ class: z.string(), count: z.number().int(), share: z.number() })),
  /** Largest class over smallest; null with fewer than two. */
  imbalance: z.number().nullable(),
  /** 2 to the power of the entropy of the shares: as how many equal classes it is. */
  effective: z.number(),
  /** Pairs of classes in one sample; lift is how many times more often than by chance. */
  cooccurrence: z.array(z.object({ a: z.string(), b: z.string(), samples: z.number().int(), lift: z.number() })),
  /** Boxes of each class; empty without objects. */
  boxes: z.array(
    z.object({
      class: z.string(),
      count: z.number().int(),
      /** Share of the image that a box covers. */
      area: quantilesSchema,
      /** Width over height. */
      ratio: quantilesSchema,
      /** Share of the centers in each ninth of the image, left to right, top to bottom. */
      position: z.array(z.number()),
    }),
  ),
  /** Classes that are rarer in a group than chance explains, most missing first. */
  underrepresented: z.array(
    z.object({
      class: z.string(),
      field: z.string(),
      value: z.string(),
      count: z.number().int(),
      expected: z.number(),
      /** Of so few or fewer by chance, times the number of cells that were looked at. */
      p: z.number(),
    }),
  ),
  /** Properties that should say nothing of the class but do, strongest first. */
  correlations: z.array(
    z.object({
      field: z.string(),
      /** `eta_squared`: share of the variance that the class explains; `cramers_v` (bias-corrected): 0 none to 1. */
      measure: z.enum(["eta_squared", "cramers_v"]),
      value: z.number(),
      p: z.number(),
      /** The class that stands out most, and how. */
      class: z.string(),
      explanation: z.string(),
    }),
  ),
});

export const datasetHealthResultSchema = z.object({
  samples: z.number().int(),
  /** Null without an index or labels. */
  semantic: semanticSchema.nullable(),
  /** The same of the objects of these samples, by their crops; null without an index of objects or labels. */
  objects: semanticSchema.nullable(),
  metadata: z.array(metadataFieldSchema),
  classes: classesSchema,
  notes: z.array(z.string()),
});
export type DatasetHealth = z.infer<typeof datasetHealthResultSchema>;
