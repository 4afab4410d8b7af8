import { z } from "zod";
import { controlArmSchema } from "./evidence.ts";

const count = z.number().int().min(0);

/** How the values of one field are spread over the pool and over the picks. */
export const distributionSchema = z.object({
  /** The field as the filter language names it: `label`, `meta.camera`, `fn("night")`. */
  field: z.string().min(1),
  kind: z.enum(["class", "metadata", "function", "cluster"]),
  /** Counts by value, most frequent in the pool first. A sample with several values counts once for each. */
  values: z.array(z.object({ value: z.string(), pool: count, picked: count })),
  /** The rarer values that `values` leaves out, counted together. */
  others: z.object({ values: count, pool: count, picked: count }),
  /** Samples without a value. */
  missing: z.object({ pool: count, picked: count }),
  /** Jensen-Shannon divergence of picks from pool in bits: 0 (the same) to 1 (nothing shared); null when either has no value. */
  divergence: z.number().min(0).max(1).nullable(),
  /** The same divergence for random selections of the same size. */
  random: controlArmSchema.nullable(),
  /** A wished-for distribution (goal `balance`): shares by value, and the divergence of the picks from it. */
  target: z
    .object({ shares: z.record(z.string(), z.number()), divergence: z.number().min(0).max(1).nullable() })
    .nullable(),
});
export type Distribution = z.infer<typeof distributionSchema>;

/** One group of a metadata field: its share among the picks against its share of the pool. */
export const representationRowSchema = z.object({
  field: z.string().min(1),
  value: z.string(),
  pool: count,
  picked: count,
  /** Picks that random selection of the same size would take from the group: mean and sd, exact. */
  expected: z.number().min(0),
  sd: z.number().min(0),
  standing: z.enum(["under", "proportional", "over"]),
});
export type RepresentationRow = z.infer<typeof representationRowSchema>;
