import type { ParsedRequestOf } from "@gleaner/schema";
import type { EngineContext } from "../context.ts";
import type { LoadedIndex } from "../indexes/index-cache.ts";
import { countText } from "../report/index.ts";

/** What is preferred, on the rows of an index. */
export interface Preferences {
  /** How much each row counts, `n`: the product of the weights of the preferences that it matches, 1 where it matches none. */
  weights: Float32Array;
  /** What came of each preference among the picks, in a sentence. */
  notesOn(picks: Int32Array): string[];
}

/**
 * Resolves `prefer` over a pool; null without a preference. Weights enter the objective of every strategy that has one: a cluster counts as
 * much as its rows together, representing a row is worth its weight, and distances are multiplied by it.
 * @throws GleanerError `bad_filter`
 */
export async function resolvePreferences(
  { workspace }: EngineContext,
  { numbers, rowOf }: LoadedIndex,
  pool: Int32Array,
  { unit, prefer, space }: Pick<ParsedRequestOf<"curate">, "unit" | "prefer" | "space">,
): Promise<Preferences | null> {
  if (prefer.length === 0) return null;
  const weights = new Float32Array(numbers.length).fill(1);
  const matched: { text: string; rows: Set<number> }[] = [];
  for (const { weight, where } of prefer) {
    const within = pool.map((row) => numbers[row]);
    const rows = (await workspace.samples.numbers({ unit, where, within, space })).map(rowOf);
    for (const row of rows) weights[row] *= weight;
    matched.push({ text: `${where} counts ${weight} times`, rows: new Set(rows) });
  }
  return {
    weights,
    notesOn: (picks) =>
      matched.map(({ text, rows }) => {
        if (rows.size === 0) return `No sample of the pool matches ${text}: the preference has no effect.`;
        const among = picks.filter((row) => rows.has(row)).length;
        const expected = (picks.length * rows.size) / pool.length;
        return `Preferred: ${text}. ${countText(among)} of ${countText(picks.length)} picks match; of as many random ones ${expected.toFixed(1)} would.`;
      }),
  };
}
