import type { EngineContext } from "../context.ts";
import type { LoadedIndex } from "../indexes/index-cache.ts";
import { requiredFieldCodes, valueRange } from "./field-codes.ts";

/**
 * Pairs of rows of a pool that have the same value of a field, as a chain through each value: `pairs[2i]` and `pairs[2i + 1]` belong
 * together.
 * @throws GleanerError `bad_filter` for a field that does not exist, `bad_request` for one that no sample has
 */
export async function pairsOfFields(
  context: EngineContext,
  { index, numbers }: LoadedIndex,
  pool: Int32Array,
  fields: readonly string[],
): Promise<Int32Array> {
  const pairs: number[] = [];
  for (const field of fields) {
    const values = await requiredFieldCodes(
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
        else pairs.push(firstOf[code], row);
      }
    });
  }
  return Int32Array.from(pairs);
}
