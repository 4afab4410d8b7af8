import { z } from "zod";
import { imageAnchorSchema } from "./anchors.ts";
import { unitSchema } from "./entities.ts";
import { name } from "./request-values.ts";

const ids = z.array(z.string().min(1)).max(1000).default([]);

/** How the similarities to several examples become one score; `fiftyone` is the similarity to normalise(2 mean(positives) - mean(negatives)). */
export const aggregateSchema = z.enum(["mean", "max", "min", "fiftyone"]);

/** One example of a function. Its vector is kept with the function, so the function works on when the sample is gone. */
export const functionExampleSchema = z.object({
  /** Id of the sample, or `ID@left,top,width,height`; of an image or a text a name that the function gave it, such as `image-3f9a12cd`. */
  id: z.string(),
  kind: z.enum(["sample", "object", "region", "image", "text"]),
  text: z.string().nullable(),
  /** True where the sample has been deleted since. */
  gone: z.boolean(),
});
export type FunctionExample = z.infer<typeof functionExampleSchema>;

/** An expected share, 0..1, with its 90 % interval. */
export const expectationSchema = z.object({ value: z.number(), low: z.number(), high: z.number() });
export type Expectation = z.infer<typeof expectationSchema>;

/** What a function does with a sample that becomes a hit. */
export const functionActionsSchema = z.object({
  /** Tags to add. */
  tags: z.array(name).max(20).default([]),
  /** A static slice to add it to; made when it is not there. */
  slice: name.nullable().default(null),
});
export type FunctionActions = z.infer<typeof functionActionsSchema>;

/** A saved similarity search that scores every sample, also those that arrive later. */
export const functionSchema = z.object({
  name: z.string(),
  description: z.string(),
  /** `similarity` scores by closeness to examples, -1..1 (lower with negatives); `classifier` is a ridge probe on answers, 0..1. */
  kind: z.enum(["similarity", "classifier"]),
  space: z.string(),
  /** What it scores: the unit of its space. */
  unit: unitSchema,
  /** The datasets that it is narrowed to; null: all, also those to come. */
  datasets: z.array(z.string()).nullable(),
  aggregate: aggregateSchema,
  positives: z.array(functionExampleSchema),
  negatives: z.array(functionExampleSchema),
  /** A sample whose score is at least this is a hit. */
  threshold: z.number(),
  /** Who set it: a person, the examples (a first guess), or the yes/no answers. */
  thresholdSource: z.enum(["manual", "examples", "answers"]),
  /** Of the hits, how many are expected to be right, and of the right samples, how many are hits; null without enough answers. */
  precision: expectationSchema.nullable(),
  recall: expectationSchema.nullable(),
  answers: z.object({ yes: z.number().int(), no: z.number().int() }),
  actions: functionActionsSchema,
  /** Grows by one with every change of what is scored or how. */
  version: z.number().int(),
  scored: z.number().int(),
  /** Samples of its datasets without a vector in its space: they have no score and are no hits. */
  unscored: z.number().int(),
  matches: z.number().int(),
  createdAt: z.string(),
  editedAt: z.string(),
});
export type SavedFunction = z.infer<typeof functionSchema>;

const thresholdSchema = z.union([z.number().min(-3).max(1), z.literal("auto")]);

export const createFunctionRequestSchema = z.object({
  name,
  description: z.string().max(2000).default(""),
  space: name.default("default"),
  datasets: z.array(name).default([]),
  /** Ids; `ID@left,top,width,height` is a region of the sample, in pixels of the upright image. */
  samples: ids,
  objects: ids,
  /** Samples to stay away from. */
  not: ids,
  /** Pictures to embed with the space's model. */
  images: z.array(imageAnchorSchema).max(100).default([]),
  text: z.string().max(2000).optional(),
  aggregate: aggregateSchema.default("mean"),
  threshold: thresholdSchema.default("auto"),
  actions: functionActionsSchema.optional(),
});

export const editFunctionRequestSchema = z.object({
  name,
  rename: name.optional(),
  description: z.string().max(2000).optional(),
  /** Null widens it to all datasets. */
  datasets: z.array(name).min(1).nullable().optional(),
  samples: ids,
  objects: ids,
  not: ids,
  images: z.array(imageAnchorSchema).max(100).default([]),
  text: z.string().max(2000).optional(),
  /** Ids of examples to take out. */
  remove: ids,
  aggregate: aggregateSchema.optional(),
  /** `classifier` needs answers of both kinds; it learns from them and from the examples. */
  kind: z.enum(["similarity", "classifier"]).optional(),
  threshold: thresholdSchema.optional(),
  actions: functionActionsSchema.optional(),
});

/** What a change of a function gives. */
export const functionResultSchema = functionSchema.extend({
  /** Its name, as the command line reports it. */
  function: z.string(),
});

export const functionNameSchema = z.object({ name });
export const functionsResultSchema = z.object({ functions: z.array(functionSchema) });

/** Samples and hits by when the sample was first imported. */
export const arrivalsSchema = z.object({
  /** Milliseconds since 1970, `edges.length = samples.length + 1`; empty without scored samples. */
  edges: z.array(z.number()),
  samples: z.array(z.number().int()),
  hits: z.array(z.number().int()),
});
export const functionDetailSchema = functionResultSchema.extend({
  /** Scores in bins, `edges.length = counts.length + 1`. */
  histogram: z.object({ edges: z.array(z.number()), counts: z.array(z.number().int()) }),
  arrivals: arrivalsSchema,
});

export const calibrateFunctionRequestSchema = z.object({
  name,
  /** Ids of samples that belong to the function, and of samples that don't; kept with it. */
  yes: ids,
  no: ids,
  /** Ids of samples whose answer is taken back. */
  forget: ids,
  /** The precision wanted of the hits; without it the threshold has the highest expected F1. */
  precision: z.number().gt(0).lt(1).optional(),
  /** How many questions to propose. */
  questions: z.number().int().min(0).max(100).default(10),
});
export const calibrateFunctionResultSchema = functionResultSchema.extend({
  /** Samples to look at next, those whose answer says most about the threshold. */
  questions: z.array(z.object({ id: z.string(), path: z.string(), score: z.number() })),
  /** What is missing before the answers can set the threshold; null when they have. */
  missing: z.string().nullable(),
});

export const functionScoresRequestSchema = z.object({
  name,
  datasets: z.array(name).default([]),
  where: z.string().default(""),
  order: z.enum(["highest", "lowest"]).default("highest"),
  start: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(1_000_000).default(100),
});
export const functionScoresResultSchema = z.object({
  function: z.string(),
  threshold: z.number(),
  total: z.number().int(),
  scores: z.array(z.object({ id: z.string(), path: z.string(), score: z.number() })),
});
