import { z } from "zod";

/** The name of a dataset, space, class, field or the like. */
export const name = z.string().min(1).max(200);

/** What decides everything that is random: the same seed gives the same result. */
export const seed = z
  .number()
  .int()
  .min(0)
  .max(2 ** 31 - 1)
  .default(0);
