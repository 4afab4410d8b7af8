import { setImmediate as nextTurn } from "node:timers/promises";
import { KernelError } from "../error.ts";
import { sharedFloat32 } from "../shared-memory.ts";
import type { VectorSource } from "../vectors.ts";
import type { VectorRows } from "./farthest-calls.ts";

const chunkBytes = 2 << 20;

/** Below this share of wanted rows they are read one by one, where the source can. */
const sparseShare = 1 / 16;

/**
 * Reads the wanted rows (ascending) of a source into shared memory, L2-normalised; zero rows stay zero.
 * Memory: `rows x dimension x 4` bytes. @throws KernelError `non_finite_vector`, `cancelled`.
 */
export async function readVectorRows(
  source: VectorSource,
  wanted: Int32Array,
  signal: AbortSignal | undefined,
): Promise<VectorRows> {
  const { dimension } = source;
  const rows = sharedFloat32(wanted.length * dimension);
  const chunkRows = Math.max(1, Math.floor(chunkBytes / (4 * dimension)));
  const chunk = new Float32Array(chunkRows * dimension);
  const invalid: number[] = [];
  for (let at = 0; at < wanted.length; ) {
    const first = wanted[at];
    let end = at + 1;
    while (end < wanted.length && wanted[end] < first + chunkRows) end++;
    const span = wanted[end - 1] - first + 1;
    const isSparse = source.gather !== undefined && end - at < sparseShare * span;
    if (isSparse) end = Math.min(wanted.length, at + chunkRows);
    await nextTurn();
    if (signal?.aborted) throw new KernelError("cancelled", "The work was cancelled.");
    if (isSparse) await source.gather?.(wanted.subarray(at, end), chunk.subarray(0, (end - at) * dimension));
    else await source.read(first, span, chunk.subarray(0, span * dimension));
    for (let i = at; i < end; i++) {
      const from = (isSparse ? i - at : wanted[i] - first) * dimension;
      if (!copyNormalized(chunk.subarray(from, from + dimension), rows, i * dimension)) invalid.push(wanted[i]);
    }
    at = end;
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
