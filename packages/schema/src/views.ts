import { z } from "zod";
import { imageAnchorSchema } from "./anchors.ts";
import { unitSchema } from "./entities.ts";

/** A polygon drawn on a map, in map coordinates; later ones add to or take from what earlier ones hold. */
export const lassoSchema = z.object({
  mode: z.enum(["add", "subtract"]),
  points: z
    .array(z.tuple([z.number(), z.number()]))
    .min(3)
    .max(2000),
});
export type Lasso = z.infer<typeof lassoSchema>;

/** What a similarity search looks for. Anchors of one request share one space. */
export const similarToSchema = z.object({
  /** Ids; `ID@left,top,width,height` is a region of the sample, in pixels of the upright image. */
  samples: z.array(z.string()).default([]),
  objects: z.array(z.string()).default([]),
  /** What to stay away from: samples, regions or objects. */
  not: z.array(z.string()).default([]),
  /** Pictures to embed and search by. */
  images: z.array(imageAnchorSchema).default([]),
  text: z.string().optional(),
  /** In a search among objects `default` means their own space, `objects`. */
  space: z.string().default("default"),
  /** Two anchors or more: how their similarities become one; `fiftyone` is normalise(2 mean(pos) - mean(neg)). */
  aggregate: z.enum(["mean", "max", "min", "fiftyone"]).default("mean"),
});
export type SimilarTo = z.infer<typeof similarToSchema>;

/**
 * Which samples, in which order: the one description of a view. It serialises to JSON that a URL, a dynamic slice and a request share.
 * `datasets` empty means all.
 */
export const viewSchema = z.object({
  datasets: z.array(z.string()).default([]),
  /** What the rows are; a filter, a lasso and a similarity are about the same. */
  unit: unitSchema.default("sample"),
  where: z.string().default(""),
  slice: z.string().optional(),
  /**
   * Words that every sample must have, in any case: in path, labels, tags, metadata or text; in double quotes they stay together. Unless
   * the view is sorted, whole labels and tags come first, then file names, metadata, folders; whole values before starts of words.
   */
  text: z.string().max(2000).optional(),
  lasso: z
    .object({ space: z.string(), datasets: z.array(z.string()), shapes: z.array(lassoSchema).max(64) })
    .optional(),
  similarTo: similarToSchema.optional(),
  /** A field name, `-field` for descending, `random` (by the seed), or `similarity` (needs similarTo). */
  sort: z.string().optional(),
  seed: z.number().int().default(0),
  /** At most so many, from the start of the order. */
  limit: z.number().int().positive().optional(),
});
export type View = z.infer<typeof viewSchema>;
/** A view as a caller writes it: every field optional. */
export type ViewInput = z.input<typeof viewSchema>;

/** A snapshot of a view: rows stay in place while the data changes. */
export const viewSnapshotSchema = z.object({ view: z.string(), total: z.number().int() });
export type ViewSnapshot = z.infer<typeof viewSnapshotSchema>;

/** One facet of a view: values with counts, or a histogram for numbers and dates. */
export const facetSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("values"),
    field: z.string(),
    values: z.array(z.object({ value: z.string().nullable(), count: z.number().int() })),
    /** How many distinct values there are in all; `values` holds the most frequent. */
    distinct: z.number().int(),
  }),
  z.object({
    kind: z.literal("histogram"),
    field: z.string(),
    /** `edges.length = counts.length + 1`; dates are milliseconds since 1970. */
    edges: z.array(z.number()),
    counts: z.array(z.number().int()),
    missing: z.number().int(),
    type: z.enum(["number", "date"]),
  }),
]);
export type Facet = z.infer<typeof facetSchema>;
