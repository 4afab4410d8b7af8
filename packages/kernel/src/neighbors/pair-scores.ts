import { sharedFloat32, sharedInt32 } from "../shared-memory.ts";
import type { LoadedRows, RowPairs } from "./calls.ts";
import type { Comparison } from "./comparison.ts";

/**
 * True similarities of pairs of rows whose right rows are the last rows of the source, from `firstRight` on. Right rows stay in memory
 * while the chunks that hold left rows stream past. Gives the similarities in the order of the pairs.
 */
export async function scoreRowPairs(
  comparison: Comparison,
  left: Int32Array,
  right: Int32Array,
  firstRight: number,
): Promise<Float32Array> {
  const { rows, table } = comparison;
  const scores = new Float32Array(left.length);
  for (let start = firstRight; start < table.n; start += rows.windowRows) {
    const window = await comparison.loadWindow(start);
    const { order, starts } = bucketByChunk(left, right, window, rows.chunkRows, table.n);
    const pairs = {
      left: sharedInt32(order.length),
      right: sharedInt32(order.length),
      scores: sharedFloat32(order.length),
    };
    order.forEach((pair, at) => {
      pairs.left[at] = left[pair];
      pairs.right[at] = right[pair];
    });
    await scoreWindow(comparison, window, pairs, starts);
    order.forEach((pair, at) => {
      scores[pair] = pairs.scores[at];
    });
  }
  return scores;
}

/** Pairs whose right row lies in the window, ordered by the chunk of their left row; `starts[c]` is the place of the first of chunk c. */
function bucketByChunk(
  left: Int32Array,
  right: Int32Array,
  window: LoadedRows,
  chunkRows: number,
  n: number,
): { order: Int32Array; starts: Int32Array } {
  const inWindow = (pair: number) => right[pair] >= window.start && right[pair] < window.start + window.count;
  const starts = new Int32Array(Math.ceil(n / chunkRows) + 1);
  for (let pair = 0; pair < left.length; pair++) if (inWindow(pair)) starts[Math.floor(left[pair] / chunkRows) + 1]++;
  for (let chunk = 1; chunk < starts.length; chunk++) starts[chunk] += starts[chunk - 1];
  const next = starts.slice();
  const order = new Int32Array(starts[starts.length - 1]);
  for (let pair = 0; pair < left.length; pair++) {
    if (inWindow(pair)) order[next[Math.floor(left[pair] / chunkRows)]++] = pair;
  }
  return { order, starts };
}

async function scoreWindow(
  comparison: Comparison,
  window: LoadedRows,
  pairs: RowPairs,
  starts: Int32Array,
): Promise<void> {
  const { rows, pool } = comparison;
  const chunks = [...comparison.chunkStarts()].filter((start) => {
    const chunk = start / rows.chunkRows;
    return starts[chunk + 1] > starts[chunk];
  });
  await comparison.stream(chunks, async (loaded, member) => {
    if (comparison.needsScaling(loaded)) await pool.call(member, "scale", loaded);
    const chunk = loaded.start / rows.chunkRows;
    return pool.call(member, "scorePairs", { loaded, window, pairs, from: starts[chunk], to: starts[chunk + 1] });
  });
}
