import { setImmediate as nextTurn } from "node:timers/promises";
import { KernelError } from "../error.ts";
import { sharedFloat32 } from "../shared-memory.ts";
import type { VectorSource } from "../vectors.ts";
import type { VectorRows } from "./farthest-calls.ts";

const chunkBytes = 2 << 20;

/**
 * Reads the wanted rows (ascending) of a source into shared memory, L2-normalised; zero rows stay zero.
 * Memory: `rows x dimension x 4` bytes. @throws KernelError `non_finite_vector`, `cancelled`.
 */
export async function readVectorRows(
  source: VectorSource,
  wanted: Int32Array,
  signal: AbortSignal | undefined,
): Promise<VectorRows> {
  const { n, dimension } = source;
  const rows = sharedFloat32(wanted.length * dimension);
  const chunkRows = Math.max(1, Math.floor(chunkBytes / (4 * dimension)));
  const chunk = new Float32Array(chunkRows * dimension);
  const invalid: number[] = [];
  let at = 0;
  for (let start = 0; start < n && at < wanted.length; start += chunkRows) {
    const count = Math.min(chunkRows, n - start);
    if (wanted[at] >= start + count) continue;
    await nextTurn();
    if (signal?.aborted) throw new KernelError("cancelled", "The work was cancelled.");
    await source.read(start, count, chunk.subarray(0, count * dimension));
    for (; at < wanted.length && wanted[at] < start + count; at++) {
      const from = (wanted[at] - start) * dimension;
      if (!copyNormalized(chunk.subarray(from, from + dimension), rows, at * dimension)) invalid.push(wanted[at]);
    }
  }
  if (invalid.length > 0) {
    throw new KernelError("non_finite_vector", `${invalid.length} rows hold NaN or infinite values.`, {
      rows: invalid.slice(0, 10),
      count: invalid.length,
    });
  }
  return { count: wanted.length, dimension, rows };
}

/** Copies a row at unit length; false when it is not finite. */
function copyNormalized(row: Float32Array, target: Float32Array, offset: number): boolean {
  let squares = 0;
  for (let x = 0; x < row.length; x++) squares += row[x] * row[x];
  const factor = squares > 0 ? 1 / Math.sqrt(squares) : 0;
  for (let x = 0; x < row.length; x++) target[offset + x] = row[x] * factor;
  return Number.isFinite(squares);
}
