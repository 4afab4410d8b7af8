import { GleanerError, unitSchema } from "@gleaner/schema";
import { z } from "zod";
import { distributionSchema, representationRowSchema } from "./composition.ts";
import {
  baselineSchema,
  curvesSchema,
  headlineSchema,
  metricSchema,
  saturationSchema,
  sizeBucketSchema,
  verdictSchema,
} from "./evidence.ts";
import { clusterCardSchema, mapPictureSchema, reportPickSchema } from "./pictures.ts";
import { splitTableSchema } from "./splits.ts";

const count = z.number().int().min(0);

/** The version of the report document that this program writes and reads. */
export const reportVersion = 1;

/** The index that the run stood on. */
export const reportIndexSchema = z.object({
  space: z.string(),
  model: z.string(),
  dimension: z.number().int().positive(),
  /** Datasets that were indexed together. */
  scope: z.array(z.string()),
  samples: count,
  neighbors: count,
  /** Share of true nearest neighbours that the graph holds, 0..1. */
  recall: z.number().min(0).max(1),
  /** Clusters at the stored level, edge cases among them, and the largest size that counts as one. */
  level: count,
  edgeCases: count,
  edgeCaseSize: z.number().int().positive(),
});
export type ReportIndex = z.infer<typeof reportIndexSchema>;

/**
 * Everything that a report shows: finished numbers, words and pictures, no time, no duration, no absolute path,
 * so that the same inputs and seed give the same bytes. Lists may be empty and nullable parts null:
 * the report then leaves that section out or says why it is missing.
 */
export const reportDocumentSchema = z.object({
  version: z.literal(reportVersion),
  /** The program that wrote it: `gleaner 0.1.0`. */
  generator: z.string(),
  title: z.string().min(1),
  /** Run name, or null for the report of a slice. */
  run: z.string().nullable(),
  goal: z.string().min(1),
  unit: unitSchema,
  datasets: z.array(z.string()),
  slices: z.array(z.object({ name: z.string(), count })),
  pool: z.object({
    kind: z.enum(["unlabeled", "labeled", "all"]),
    samples: count,
    /** The filter that narrowed it, canonical; empty: none. */
    where: z.string(),
  }),
  budget: count,
  selected: count,
  seed: z.number().int(),
  strategy: z.object({ name: z.string(), label: z.string(), description: z.string() }),
  /** Null where the goal needs no index (`clean` by exact hash, say). */
  index: reportIndexSchema.nullable(),
  headline: headlineSchema,
  verdict: verdictSchema,
  /** By rising size; empty without clusters. */
  coverageBySize: z.array(sizeBucketSchema),
  metrics: z.array(metricSchema),
  baselines: z.array(baselineSchema),
  saturation: saturationSchema.nullable(),
  /** Learning curves, the edge-case ladder and other lines with spread. */
  curves: z.array(curvesSchema),
  /** Goal `split`: the parts. */
  splits: splitTableSchema.nullable().default(null),
  map: mapPictureSchema.nullable(),
  sparseClusters: z.array(clusterCardSchema),
  denseClusters: z.array(clusterCardSchema),
  distributions: z.array(distributionSchema),
  representation: z.array(representationRowSchema),
  /** Some picks in the order of selection, the first or at even steps (50 are shown); `selected` says how many there are. */
  picks: z.array(reportPickSchema),
  /** What a reader should know: limits, shortfalls, choices made for him. Plain sentences. */
  notes: z.array(z.object({ kind: z.enum(["info", "warning"]), text: z.string() })),
  skipped: z.object({
    count,
    /** The first few. */
    items: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })),
  }),
  recipe: z.object({
    /** The exact command that repeats the run, without absolute paths. */
    command: z.string(),
    /** The same as JSON for `gleaner curate --recipe FILE`. */
    json: z.record(z.string(), z.json()),
    /** Hashes of what went in, by name: `index`, `pool`, `labels`. */
    inputs: z.record(z.string(), z.string()),
  }),
});
/** See `reportDocumentSchema`. */
export type ReportDocument = z.infer<typeof reportDocumentSchema>;

/**
 * The JSON file of a report: keys in the schema's order, two spaces, a newline at the end; equal documents give equal bytes.
 * Throws `internal` naming the first wrong field when the document does not fit the schema (NaN, a picture that is no raster image).
 */
export function serializeReport(document: ReportDocument): string {
  return `${JSON.stringify(validate(document, "internal"), null, 2)}\n`;
}

/** Reads a report's JSON file. Throws `unsupported_or_corrupt` when it is not one of this version. */
export function parseReport(json: string): ReportDocument {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new GleanerError("unsupported_or_corrupt", "The report file is not JSON.", {
      hint: "Make it again with `gleaner report RUN`.",
      cause,
    });
  }
  return validate(value, "unsupported_or_corrupt");
}

/** Checks a document against the schema and puts its keys in the schema's order. Throws `code` naming the first wrong field. */
export function validate(value: unknown, code: "internal" | "unsupported_or_corrupt"): ReportDocument {
  const parsed = reportDocumentSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new GleanerError(code, `Not a report of version ${reportVersion}: ${issue.path.join(".")}: ${issue.message}`, {
    hint: "Make the report again with `gleaner report RUN`.",
    details: {
      issues: parsed.error.issues.slice(0, 10).map(({ path, message }) => ({ path: path.join("."), message })),
    },
  });
}
