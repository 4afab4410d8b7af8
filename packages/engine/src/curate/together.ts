import type { EngineContext } from "../context.ts";
import type { LoadedIndex } from "../index-cache.ts";
import { fieldCodes, valueRange } from "./field-codes.ts";
import { UnionFind } from "./union-find.ts";

/**
 * Sets of rows that must not be separated: rows of a pair, and rows of the pool with the same value of a field. Whatever hangs together
 * through several of these is one set.
 * @throws GleanerError `bad_filter` for a field that does not exist
 */
export async function keepTogether(
  context: EngineContext,
  { index, numbers }: LoadedIndex,
  pool: Int32Array,
  pairs: Int32Array,
  fields: readonly string[],
): Promise<UnionFind> {
  const sets = new UnionFind(numbers.length);
  for (let i = 0; i < pairs.length; i += 2) sets.join(pairs[i], pairs[i + 1]);
  for (const field of fields) {
    const values = await fieldCodes(
      context,
      pool.map((row) => numbers[row]),
      field,
      index.space,
    );
    const firstOf = new Int32Array(values.names.length).fill(-1);
    pool.forEach((row, position) => {
      const [start, end] = valueRange(values, position);
      for (let at = start; at < end; at++) {
        const code = values.codes[at];
        if (code < 0) continue;
        if (firstOf[code] < 0) firstOf[code] = row;
        else sets.join(firstOf[code], row);
      }
    });
  }
  return sets;
}
