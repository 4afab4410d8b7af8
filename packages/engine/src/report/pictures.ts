import { z } from "zod";

const count = z.number().int().min(0);

/** A thumbnail as a data URI of a raster image. Nothing else is let in: no SVG, no address. */
export const imageUriSchema = z
  .string()
  .max(2_000_000)
  .regex(/^data:image\/(?:png|jpeg|webp);base64,[A-Za-z0-9+/]+={0,2}$/, "not a PNG, JPEG or WebP data URI");

/** A picture of one sample or object. `alt` says what it shows (its path or class). */
export const thumbnailSchema = z.object({
  id: z.string(),
  uri: imageUriSchema,
  alt: z.string(),
  picked: z.boolean(),
});
export type Thumbnail = z.infer<typeof thumbnailSchema>;

/** A measure by which a group stands apart from the pool; see `distinguishingTraits`. */
export const traitSchema = z.object({
  measure: z.string(),
  group: z.number(),
  pool: z.number(),
  /** (group - pool) / the pool's standard deviation. */
  effect: z.number(),
});
export type Trait = z.infer<typeof traitSchema>;

/** One cluster of the stored level with a few of its members. */
export const clusterCardSchema = z.object({
  cluster: z.number().int(),
  size: z.number().int().min(1),
  picks: count,
  /** Picks that random selection of the same size would take from it on average. */
  expected: z.number().min(0),
  /** The most frequent label of its members and its share of them; null without labels. */
  label: z.object({ class: z.string(), share: z.number().min(0).max(1) }).nullable(),
  /** What sets it apart, strongest first. */
  traits: z.array(traitSchema),
  thumbnails: z.array(thumbnailSchema),
});
export type ClusterCard = z.infer<typeof clusterCardSchema>;

/**
 * The 2-D map, sampled evenly over its area (`mapPicture`). Coordinates are whole numbers in 0..1000,
 * x0, y0, x1, y1, ..., y downwards.
 */
export const mapPictureSchema = z.object({
  method: z.string(),
  /** Unpicked members of the pool, picks, and the picks of one random draw of the same size (null: not drawn). */
  pool: z.array(z.number().int().min(0).max(1000)),
  picks: z.array(z.number().int().min(0).max(1000)),
  random: z.array(z.number().int().min(0).max(1000)).nullable(),
  /** How many of each there are; the arrays hold a sample of them. */
  totals: z.object({ pool: count, picks: count }),
});
export type MapPicture = z.infer<typeof mapPictureSchema>;

/** One pick with its reason. */
export const reportPickSchema = z.object({
  /** 1-based position in the order of selection. */
  order: z.number().int().min(1),
  id: z.string(),
  path: z.string(),
  label: z.string().nullable(),
  cluster: z.number().int().nullable(),
  clusterSize: z.number().int().nullable(),
  gain: z.number().nullable(),
  nearestPick: z.object({ id: z.string(), path: z.string(), similarity: z.number() }).nullable(),
  /** The best candidate that was passed over for it. */
  displaced: z.object({ id: z.string(), path: z.string() }).nullable(),
  reason: z.string(),
  thumbnail: imageUriSchema.nullable(),
});
export type ReportPick = z.infer<typeof reportPickSchema>;
