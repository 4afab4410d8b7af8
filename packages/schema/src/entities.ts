import { z } from "zod";

/** Sample or object: what a space, a search, a slice or a run is about. */
export const unitSchema = z.enum(["sample", "object"]);
export type Unit = z.infer<typeof unitSchema>;

/** What a sample is: an image file, a text, or one frame of a video. */
export const sampleKindSchema = z.enum(["image", "text", "frame"]);

/** One file or record that an import or an embedding could not use, with the reason. */
export const skippedItemSchema = z.object({ path: z.string(), code: z.string(), message: z.string() });
export type SkippedItem = z.infer<typeof skippedItemSchema>;

/** A metadata value: text, number, boolean, or a date-time as ISO text. */
export const metadataValueSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type MetadataValue = z.infer<typeof metadataValueSchema>;

/** A label with its source (`human`, `import`, or a model's name) and confidence in 0..1 (null: none given). */
export const labelSchema = z.object({
  class: z.string(),
  source: z.string(),
  confidence: z.number().nullable(),
});
export type Label = z.infer<typeof labelSchema>;

/** Rings of a shape, each `x, y, x, y, ...` in pixels of the upright image. */
export const polygonsSchema = z.array(z.array(z.number()).min(6)).max(10_000);

/** One annotated instance in a sample. */
export const objectSchema = z.object({
  id: z.string(),
  /** From the same count as the numbers of samples, so that one number means one sample or one object. */
  number: z.number().int(),
  /** Id of its sample. */
  sample: z.string(),
  class: z.string().nullable(),
  /** `import`, `human` once it was drawn or changed by hand, or a model's name. */
  source: z.string(),
  /** 0..1; null: none given. */
  confidence: z.number().nullable(),
  /** In pixels of the upright image: left, top, width, height; may be fractional, empty, and reach over the edges. */
  box: z.tuple([z.number(), z.number(), z.number().min(0), z.number().min(0)]),
  /** Null for a plain box. */
  polygons: polygonsSchema.nullable(),
  attributes: z.record(z.string(), metadataValueSchema),
});
export type SampleObject = z.infer<typeof objectSchema>;

/** A named set of samples with its counts. */
export const datasetSchema = z.object({
  name: z.string(),
  samples: z.number().int(),
  objects: z.number().int(),
  labeled: z.number().int(),
  createdAt: z.string(),
  /** Spaces that hold at least one vector of the dataset. */
  spaces: z.array(z.string()),
  /** Up to eight sample ids, spread over the dataset, for its cover. */
  cover: z.array(z.string()),
});
export type Dataset = z.infer<typeof datasetSchema>;

/** One sample as lists show it. */
export const sampleSchema = z.object({
  id: z.string(),
  /** A small integer, stable in the workspace; binary arrays refer to samples by it. */
  number: z.number().int(),
  dataset: z.string(),
  /** Relative to the import root, `/` between parts. */
  path: z.string(),
  /** Absolute path of the file that holds the sample. */
  file: z.string(),
  kind: sampleKindSchema,
  labels: z.array(z.string()),
  tags: z.array(z.string()),
  split: z.string().nullable(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  /**
   * Present in rows about objects: `id`, `number` and `labels` are then the object's, the rest its sample's, and the picture is at
   * `/media/<id>/thumb`.
   */
  object: objectSchema.optional(),
  /** Present in search results and views sorted by similarity: cosine in [-1, 1]. */
  score: z.number().optional(),
});
export type Sample = z.infer<typeof sampleSchema>;

/** Values that the index derives for one sample in one space and scope. */
export const indexValuesSchema = z.object({
  cluster: z.number().int(),
  clusterSize: z.number().int(),
  nnDistance: z.number().nullable(),
  outlier: z.number().nullable(),
  typicality: z.number().nullable(),
  duplicate: z.boolean(),
});

/** Everything that the sample panel shows. */
export const sampleDetailSchema = sampleSchema.extend({
  format: z.string().nullable(),
  bytes: z.number().nullable(),
  contentHash: z.string(),
  createdAt: z.string(),
  labelRecords: z.array(labelSchema),
  meta: z.record(z.string(), metadataValueSchema),
  /** CleanVision's scores, 0 (bad) to 1, by their names. */
  measures: z.record(z.string(), z.number()),
  index: indexValuesSchema.nullable(),
  /** Its annotated instances, by number. */
  objects: z.array(objectSchema),
  slices: z.array(z.string()),
  /** What functions say of it, by name; present where any has a score. */
  functions: z.array(z.object({ name: z.string(), score: z.number(), hit: z.boolean() })).optional(),
});
export type SampleDetail = z.infer<typeof sampleDetailSchema>;

/** How an object's box becomes the crop that is embedded. */
export const cropSchema = z.object({
  /** What the box grows by before the crop, as a share of its width and height (FiftyOne's `alpha`); below 0 it shrinks. */
  padding: z.number().gt(-1).max(10),
  /** Widens the shorter side to the longer one (FiftyOne's `force_square`). */
  square: z.boolean(),
});
export type Crop = z.infer<typeof cropSchema>;

/** An embedding space: the vectors of one model, unit and dimension. */
export const spaceSchema = z.object({
  name: z.string(),
  model: z.string(),
  modelHash: z.string(),
  unit: unitSchema,
  dimension: z.number().int(),
  /** Null for samples. */
  crop: cropSchema.nullable(),
  vectors: z.number().int(),
  createdAt: z.string(),
});
export type Space = z.infer<typeof spaceSchema>;

/** A built index: graph, map, tree and scores of one space over one scope. */
export const indexSchema = z.object({
  id: z.string(),
  space: z.string(),
  unit: unitSchema,
  /** Names of the datasets that were indexed together. */
  scope: z.array(z.string()),
  samples: z.number().int(),
  neighbors: z.number().int(),
  recall: z.number(),
  /** Number of clusters at the stored level. */
  clusters: z.number().int(),
  /** Clusters of at most two members at the stored level. */
  edgeCases: z.number().int(),
  level: z.number().int(),
  map: z.enum(["umap", "pca", "tsne"]),
  createdAt: z.string(),
  /** True when samples of the scope have vectors that the index does not hold yet. */
  stale: z.boolean(),
});
export type Index = z.infer<typeof indexSchema>;

/** A named subset: a list of ids (static) or a filter (dynamic). */
export const sliceSchema = z.object({
  name: z.string(),
  kind: z.enum(["static", "dynamic"]),
  unit: unitSchema,
  count: z.number().int(),
  description: z.string(),
  color: z.string().nullable(),
  /** The rule of a dynamic slice, printed canonically. */
  where: z.string().nullable(),
  /** Present where something stops the rule of a dynamic slice, such as a function that was deleted; its count is 0 then. */
  problem: z.string().optional(),
  /** Where it came from: `manual`, `filter`, `lasso`, `search`, `curation:<run>`, `function:<name>`. */
  origin: z.string(),
  createdAt: z.string(),
});
export type Slice = z.infer<typeof sliceSchema>;

/** One Auto-Curate run as the history lists it. */
export const curationSchema = z.object({
  run: z.string(),
  goal: z.string(),
  /** What was selected; runs from before there were objects have none: samples. */
  unit: unitSchema.optional(),
  dataset: z.array(z.string()),
  budget: z.number().int(),
  selected: z.number().int(),
  seed: z.number().int(),
  strategy: z.string(),
  slices: z.array(z.object({ name: z.string(), count: z.number().int() })),
  coverage: z.object({ level: z.number(), total: z.number(), covered: z.number(), random: z.number() }).nullable(),
  created: z.string(),
});
export type Curation = z.infer<typeof curationSchema>;

/** The state of a piece of long work. */
export const jobSchema = z.object({
  id: z.string(),
  operation: z.string(),
  state: z.enum(["queued", "running", "done", "failed", "cancelled"]),
  /** Share done, 0..1, or null when the total is not known. */
  progress: z.number().nullable(),
  phase: z.string(),
  /** Items handled so far, for rates. */
  done: z.number().int(),
  total: z.number().int().nullable(),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
  result: z.unknown().optional(),
  error: z
    .object({
      code: z.string(),
      message: z.string(),
      hint: z.string().optional(),
      details: z.record(z.string(), z.unknown()).optional(),
    })
    .nullable(),
});
export type Job = z.infer<typeof jobSchema>;

/** One entry of the event log. */
export const eventSchema = z.object({
  id: z.number().int(),
  at: z.string(),
  actor: z.string(),
  kind: z.string(),
  summary: z.string(),
  details: z.record(z.string(), z.unknown()),
});
export type Event = z.infer<typeof eventSchema>;
