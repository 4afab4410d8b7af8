import { z } from "zod";

const count = z.number().int().min(0);

/** How a pool was divided, with the certificate that no near-duplicate straddles the parts. */
export const splitTableSchema = z.object({
  parts: z
    .array(
      z.object({
        name: z.string().min(1),
        /** Share asked for, 0..1. */
        ratio: z.number().min(0).max(1),
        samples: count,
      }),
    )
    .min(1),
  /** Values that every part should hold in proportion: classes first, then the fields asked for. `samples[i]` belongs to `parts[i]`. */
  values: z.array(
    z.object({ field: z.string(), value: z.string(), samples: z.array(count), ideal: z.array(z.number().min(0)) }),
  ),
  /** Rarer values that `values` leaves out. */
  others: count,
  /** Groups of near-duplicates or of a field's values that were kept together, and the samples in them. */
  together: z.object({ groups: count, samples: count, fields: z.array(z.string()) }),
  certificate: z.object({
    /** Similarity, of vectors and pixels together, from which two samples count as near-duplicates. */
    threshold: z.number(),
    /** Near-duplicate pairs across parts that were found. */
    pairs: count,
    /** The most similar samples of different parts; null when there are none. */
    closest: z
      .object({ similarity: z.number(), a: z.string(), b: z.string(), parts: z.tuple([z.string(), z.string()]) })
      .nullable(),
    /** True when every sample was compared with every sample of the other parts; else only with its graph neighbours. */
    exact: z.boolean(),
  }),
});
export type SplitTable = z.infer<typeof splitTableSchema>;
