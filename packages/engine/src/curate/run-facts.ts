import { z } from "zod";

/** What is kept of a run besides its picks: what it stood on and what it found. */
const runFactsSchema = z.object({
  /** Hashes of what went in, by name. */
  inputs: z.record(z.string(), z.string()),
  /** Samples that were to choose from. */
  pool: z.number().int().nullable(),
  /** The largest sample number of the workspace at the time: later samples have larger ones. */
  newest: z.number().int().nullable(),
  verdict: z.string().nullable(),
  notes: z.array(z.string()),
});
export type RunFacts = z.infer<typeof runFactsSchema>;

const nothingKnown: RunFacts = { inputs: {}, pool: null, newest: null, verdict: null, notes: [] };

/** The facts in a run's record; empty for runs that were made before facts were kept. */
export function runFacts(outcome: Record<string, unknown>): RunFacts {
  const parsed = runFactsSchema.safeParse(outcome.facts);
  return parsed.success ? parsed.data : nothingKnown;
}
