import { z } from "zod";
import { boxSchema } from "./anchors.ts";
import {
  datasetSchema,
  eventSchema,
  indexSchema,
  jobSchema,
  metadataValueSchema,
  objectSchema,
  polygonsSchema,
  sampleDetailSchema,
  sampleSchema,
  skippedItemSchema,
  sliceSchema,
  spaceSchema,
  unitSchema,
} from "./entities.ts";
import { name, seed } from "./request-values.ts";
import { facetSchema, similarToSchema, viewSchema, viewSnapshotSchema } from "./views.ts";

/** Which samples an operation works on: datasets (none: all), narrowed by a filter and a slice. */
export const inputSchema = z.object({
  datasets: z.array(name).default([]),
  where: z.string().default(""),
  slice: z.string().optional(),
  unit: unitSchema.default("sample"),
});

export const importFormatSchema = z.enum([
  "auto",
  "folder",
  "idx",
  "csv",
  "jsonl",
  "coco",
  "yolo",
  "voc",
  "parquet",
  "label-studio",
  "cvat",
  "huggingface",
  "text",
  "video",
]);

export const importRequestSchema = z.object({
  paths: z.array(z.string().min(1)).min(1),
  dataset: name,
  format: importFormatSchema.default("auto"),
  /** A CSV of `path,label` merged over the import, or the class names of an `idx` set, one a line. */
  labels: z.string().optional(),
  split: z.string().optional(),
  tags: z.array(z.string()).default([]),
  /** Copies the files into the workspace instead of referring to them. */
  copy: z.boolean().default(false),
  /** Writes nothing if any item would be skipped. */
  strict: z.boolean().default(false),
  dryRun: z.boolean().default(false),
  /** Keeps GPS positions from EXIF; they are dropped unless asked for. */
  gps: z.boolean().default(false),
  /** Largest image that is decoded, in pixels. */
  maxPixels: z.number().int().positive().optional(),
});
export const importResultSchema = z.object({
  dataset: z.string(),
  format: z.string(),
  reason: z.string(),
  added: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  ignored: z.number().int(),
  skipped: z.array(skippedItemSchema),
  samples: z.number().int(),
  objects: z.number().int(),
  labels: z.number().int(),
  dryRun: z.boolean(),
});

export const listFolderRequestSchema = z.object({
  /** Absolute, on the machine that the workspace is on; empty: the home folder of whoever runs Gleaner. */
  path: z.string().max(10_000).default(""),
});
export const listFolderResultSchema = z.object({
  path: z.string(),
  /** Null at the root. */
  parent: z.string().nullable(),
  /** Names of folders, and of files that may hold a dataset. */
  folders: z.array(z.string()),
  files: z.array(z.string()),
  /** Images that lie directly in it. */
  images: z.number().int(),
  /** False where there is more than is told. */
  complete: z.boolean(),
});

/** Samples that a function found among new vectors. */
export const functionHitsSchema = z.object({ function: z.string(), hits: z.number().int() });

export const embedRequestSchema = inputSchema.extend({
  /** A name of the list of models, or a path; without one the model that the space has, else the default one. */
  model: z.string().optional(),
  /** Agrees to fetch a model named `hf:OWNER/NAME` from the Hugging Face hub. */
  download: z.boolean().default(false),
  /** For objects `default` means their own space, `objects`. */
  space: name.default("default"),
  /** Objects only: what a box grows by before its crop, as a share of its width and height; as in the space, 0.1 in a new one. */
  padding: z.number().gt(-1).max(10).optional(),
  /** Objects only: crops are widened to squares; as in the space, false in a new one. */
  square: z.boolean().optional(),
});
export const embedResultSchema = z.object({
  space: z.string(),
  model: z.string(),
  dimension: z.number().int(),
  embedded: z.number().int(),
  unchanged: z.number().int(),
  skipped: z.array(skippedItemSchema),
  /** Present where functions of the space found something among the new vectors. */
  hits: z.array(functionHitsSchema).optional(),
  seconds: z.number(),
});

export const importVectorsRequestSchema = z.object({ dataset: name, file: z.string().min(1), space: name });
export const exportVectorsRequestSchema = z.object({ dataset: name, out: z.string().min(1), space: name });
export const vectorsResultSchema = z.object({ space: z.string(), dimension: z.number().int(), rows: z.number().int() });

export const mapMethodSchema = z.enum(["umap", "pca", "tsne"]);
export const indexRequestSchema = z.object({
  datasets: z.array(name).default([]),
  space: name.default("default"),
  map: mapMethodSchema.default("umap"),
  unit: unitSchema.default("sample"),
  /** Number of clusters of the curation level; chosen by rule unless given. */
  level: z.number().int().positive().optional(),
  seed,
});
export const indexResultSchema = z.object({
  space: z.string(),
  samples: z.number().int(),
  neighbors: z.number().int(),
  clusters: z.number().int(),
  edgeCases: z.number().int(),
  level: z.number().int(),
  recall: z.number(),
  unchanged: z.boolean(),
  seconds: z.object({ graph: z.number(), map: z.number(), clusters: z.number() }),
});

export const searchRequestSchema = inputSchema.extend({
  similarTo: similarToSchema,
  limit: z.number().int().min(1).max(100_000).default(20),
  /** Compares with every vector, also in spaces so large that a search without filters looks into the nearest cells only. */
  exact: z.boolean().default(false),
});
export const searchResultSchema = z.object({
  /** In a search among objects `id` is the object's, with its sample, class and box beside it. */
  results: z.array(z.object({ id: z.string(), path: z.string(), score: z.number(), object: objectSchema.optional() })),
  ms: z.number(),
  /** 1 for an exact search, else the share of the nearest that was found for a sample of the space. */
  recall: z.number(),
});

export const queryRequestSchema = inputSchema.extend({
  /** Words that every sample must have, as in a view. */
  text: z.string().max(2000).optional(),
  sort: z.string().optional(),
  seed,
  start: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(1_000_000).default(100),
});
export const queryResultSchema = z.object({ total: z.number().int(), samples: z.array(sampleSchema) });

const countsSchema = z.array(z.object({ name: z.string(), count: z.number().int() }));
export const statsRequestSchema = inputSchema;
export const statsResultSchema = z.object({
  samples: z.number().int(),
  objects: z.number().int(),
  labeled: z.number().int(),
  classes: countsSchema,
  tags: countsSchema,
  splits: countsSchema,
  /** Most frequent class over least frequent class; null with fewer than two classes. */
  imbalance: z.number().nullable(),
  sizes: z.object({ width: z.array(z.number()), height: z.array(z.number()) }).nullable(),
  /** Clusters and edge cases at the stored level; null without an index. */
  clusters: z.object({ level: z.number(), total: z.number(), edgeCases: z.number() }).nullable(),
});

export const facetsRequestSchema = z.object({
  view: viewSchema,
  /** Field names; none: a default set for the data at hand. */
  fields: z.array(z.string()).default([]),
  /** Only values that hold this, in any case: for finding one in a long list. Histograms stay whole. */
  search: z.string().max(1000).default(""),
  limit: z.number().int().min(1).max(1000).default(50),
});
export const readyFiltersRequestSchema = z.object({ dataset: z.string().optional(), space: name.default("default") });
/** The filters for common questions. */
export const readyFilterNames = ["duplicates", "unlike-labeled", "unlabeled", "edge-cases"] as const;
/** A filter that answers a common question, with its thresholds taken from the data. */
export const readyFilterSchema = z.object({
  id: z.enum(readyFilterNames),
  title: z.string(),
  where: z.string(),
  /** The order in which it is best looked at; null: any. */
  sort: z.string().nullable(),
  explanation: z.string(),
  /** What has to be done before it can be used; null when nothing has. */
  missing: z.string().nullable(),
});
export const readyFiltersResultSchema = z.object({ filters: z.array(readyFilterSchema) });

export const facetsResultSchema = z.object({ total: z.number().int(), facets: z.array(facetSchema) });

export const rowsRequestSchema = z.object({
  view: z.string(),
  start: z.coerce.number().int().min(0),
  count: z.coerce.number().int().min(1).max(1000),
});
export const rowsResultSchema = z.object({ total: z.number().int(), rows: z.array(sampleSchema) });

export const reportRequestSchema = z.object({
  run: z.string().optional(),
  slice: z.string().optional(),
  space: name.default("default"),
  out: z.string().optional(),
  seed,
});
export const reportResultSchema = z.object({ run: z.string(), html: z.string(), json: z.string() });

export const createSliceRequestSchema = z.object({
  name,
  datasets: z.array(name).default([]),
  /** What the members are; a view and a run say so themselves. */
  unit: unitSchema.default("sample"),
  /** The space that the scores and similarities of a rule refer to. */
  space: name.default("default"),
  description: z.string().max(2000).default(""),
  color: z.string().nullable().default(null),
  /** A rule makes a dynamic slice; the other three make a static one. */
  where: z.string().optional(),
  ids: z.array(z.string()).optional(),
  run: z.string().optional(),
  view: viewSchema.optional(),
  append: z.boolean().default(false),
});
export const editSliceRequestSchema = z.object({
  name,
  rename: name.optional(),
  description: z.string().max(2000).optional(),
  color: z.string().nullable().optional(),
  /** Another rule, for a dynamic slice. */
  where: z.string().optional(),
});
export const sliceResultSchema = z.object({
  slice: z.string(),
  kind: z.enum(["static", "dynamic"]),
  count: z.number().int(),
});
export const changeSliceRequestSchema = z.object({
  name,
  ids: z.array(z.string()).optional(),
  where: z.string().optional(),
  view: viewSchema.optional(),
});

export const tagRequestSchema = z.object({
  view: viewSchema,
  add: z.array(name).default([]),
  remove: z.array(name).default([]),
});
export const importLabelsRequestSchema = z.object({
  dataset: name,
  /** A file or folder of labels in one of the import formats, on the machine that the workspace is on. */
  path: z.string().min(1),
  format: importFormatSchema.default("auto"),
  /** Writes nothing if any record would be skipped. */
  strict: z.boolean().default(false),
  dryRun: z.boolean().default(false),
});
export const importLabelsResultSchema = z.object({
  dataset: z.string(),
  format: z.string(),
  reason: z.string(),
  /** Samples that a record is about. */
  matched: z.number().int(),
  /** Samples whose labels changed, and objects that changed, came or went. */
  labels: z.number().int(),
  objects: z.number().int(),
  skipped: z.array(skippedItemSchema),
  dryRun: z.boolean(),
});
/** Ids of samples, or of objects, whose class is set then. */
export const setLabelRequestSchema = z.object({ ids: z.array(z.string()).min(1), class: z.string().min(1).max(1000) });

const attributes = z.record(z.string().max(200), metadataValueSchema);
const className = z.string().min(1).max(1000).nullable();
export const objectIdSchema = z.object({ id: z.string() });
export const objectsOfSamplesRequestSchema = z.object({ samples: z.array(z.string()).max(1000) });
export const objectsOfSamplesResultSchema = z.object({ objects: z.array(objectSchema) });
export const addObjectRequestSchema = z.object({
  /** Id of the sample. */
  sample: z.string(),
  class: className.default(null),
  /** Without one it is the bounds of the polygons. */
  box: boxSchema.optional(),
  polygons: polygonsSchema.nullable().default(null),
  attributes: attributes.default({}),
});
/** What is left out stays. A new box without polygons makes a plain box of a shape. */
export const editObjectRequestSchema = z.object({
  id: z.string(),
  class: className.optional(),
  box: boxSchema.optional(),
  polygons: polygonsSchema.nullable().optional(),
  /** Replaces all attributes. */
  attributes: attributes.optional(),
});
/** An object with its sample's row and what the index and the functions say of it. */
export const objectDetailSchema = sampleSchema.extend({
  object: objectSchema,
  index: sampleDetailSchema.shape.index,
  slices: sampleDetailSchema.shape.slices,
  functions: sampleDetailSchema.shape.functions,
});
export type ObjectDetail = z.infer<typeof objectDetailSchema>;
export const changedResultSchema = z.object({ changed: z.number().int() });

export const exportRequestSchema = z.object({
  view: viewSchema,
  format: z.enum([
    "csv",
    "jsonl",
    "folder",
    "coco",
    "yolo",
    "voc",
    "parquet",
    "idx",
    "label-studio",
    "cvat",
    "huggingface",
  ]),
  out: z.string().min(1),
  images: z.enum(["copy", "link", "none"]).default("copy"),
  dryRun: z.boolean().default(false),
});
export const exportResultSchema = z.object({
  format: z.string(),
  samples: z.number().int(),
  files: z.number().int(),
  /** Samples whose image could not be read; they are not in the export. */
  skipped: z.array(skippedItemSchema),
});

export const doctorRequestSchema = z.object({ relocate: z.string().optional() });
export const doctorResultSchema = z.object({
  ok: z.boolean(),
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), message: z.string() })),
});

export const modelsResultSchema = z.object({
  models: z.array(
    z.object({
      id: z.string(),
      dimension: z.number().int(),
      source: z.string(),
      license: z.string(),
      description: z.string(),
      /** Whether searches by words work in its spaces. */
      text: z.boolean(),
      /** Whether it can be used at once; `how` says what it takes otherwise. */
      ready: z.boolean(),
      how: z.string(),
    }),
  ),
});

export const emptySchema = z.object({});
export const datasetsResultSchema = z.object({ datasets: z.array(datasetSchema) });
export const renameDatasetRequestSchema = z.object({ name, to: name });
export const deleteDatasetRequestSchema = z.object({ name, dryRun: z.stringbool().or(z.boolean()).default(false) });
export const deletedResultSchema = z.object({ deleted: z.number().int(), dryRun: z.boolean() });
export const spacesResultSchema = z.object({ spaces: z.array(spaceSchema) });
export const indexesResultSchema = z.object({ indexes: z.array(indexSchema) });
export const sampleRequestSchema = z.object({ id: z.string() });
export const samplesByNumberRequestSchema = z.object({
  /** As maps and scores hold them; those that no longer exist are left out of the answer. */
  numbers: z.array(z.number().int().min(0)).max(1000),
});
export const samplesByNumberResultSchema = z.object({ samples: z.array(sampleSchema) });
export const slicesResultSchema = z.object({ slices: z.array(sliceSchema) });
export const sliceNameSchema = z.object({ name });
export const jobIdSchema = z.object({ id: z.string() });
export const jobsResultSchema = z.object({ jobs: z.array(jobSchema) });
export const historyRequestSchema = z.object({
  dataset: z.string().optional(),
  /** Only what changed the labels, tags or slices of this sample, or took it back. */
  sample: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});
export const historyResultSchema = z.object({ events: z.array(eventSchema) });
export const undoResultSchema = z.object({ undone: z.string(), changed: z.number().int() });
export { jobSchema, sampleDetailSchema, sliceSchema, viewSchema, viewSnapshotSchema };
