import { GleanerError } from "@gleaner/schema";
import type { Workspace } from "../contract/workspace.ts";
import { openVectorFile } from "./open-vector-file.ts";
import type { VectorFile } from "./vector-file.ts";

/** Rows that an error names. */
const namedRows = 10;

/** What an import of vectors did. */
export interface VectorsOutcome {
  space: string;
  dimension: number;
  rows: number;
}

/** How far it is; `signal` ends it between batches. */
export interface VectorsOptions {
  signal?: AbortSignal;
  onProgress?: (done: number, total: number) => void;
}

/**
 * Brings the vectors of a file to samples of a dataset, into a space that is made if needed. The whole file is checked before anything is
 * written: every key names a sample of the dataset, once, and every number is finite.
 * Throws `vector_ids`, `vector_dimension`, `vector_not_finite` (details: first 10 rows), `unsupported_or_corrupt`, `model_mismatch`.
 */
export async function importVectorFile(
  workspace: Workspace,
  { dataset, file, space }: { dataset: string; file: string; space: string },
  { signal, onProgress }: VectorsOptions = {},
): Promise<VectorsOutcome> {
  await workspace.datasets.get(dataset);
  const source = await openVectorFile(file);
  const numbers = await checkFile(workspace, dataset, source, signal);
  await workspace.spaces.ensure({ name: space, model: "imported", modelHash: "imported", dimension: source.dimension });
  let done = 0;
  for await (const { keys, data } of source.batches()) {
    signal?.throwIfAborted();
    await workspace.vectors.append(space, numbers.subarray(done, done + keys.length), data);
    done += keys.length;
    onProgress?.(done, source.rows);
  }
  await workspace.vectors.compact(space);
  return { space, dimension: source.dimension, rows: done };
}

/** Reads the file once and gives the sample of each row. */
async function checkFile(
  workspace: Workspace,
  dataset: string,
  source: VectorFile,
  signal: AbortSignal | undefined,
): Promise<Int32Array> {
  const numbers: number[] = [];
  const unknown: { row: number; key: string }[] = [];
  const seen = new Set<number>();
  const repeated: number[] = [];
  const notFinite: number[] = [];
  for await (const { keys, data } of source.batches()) {
    signal?.throwIfAborted();
    const known = await numbersOf(workspace, dataset, source.keyedBy, keys);
    for (const [at, key] of keys.entries()) {
      const row = numbers.length;
      const number = known.get(key);
      if (number === undefined) unknown.push({ row, key });
      else if (seen.has(number)) repeated.push(row);
      else seen.add(number);
      if (!rowIsFinite(data, at, source.dimension)) notFinite.push(row);
      numbers.push(number ?? -1);
    }
  }
  refuse("vector_not_finite", notFinite, numbers.length, "hold NaN, infinity, or another number of dimensions");
  refuse("vector_ids", repeated, numbers.length, "are for a sample that has one already");
  if (unknown.length > 0) {
    const named = unknown.slice(0, namedRows);
    throw new GleanerError(
      "vector_ids",
      `${unknown.length} of ${numbers.length} rows name no sample of "${dataset}", such as ${named[0].key}; nothing was written.`,
      {
        hint: `\`gleaner query ${dataset}\` shows the ${source.keyedBy}s.`,
        details: { rows: named.map(({ row }) => row), keys: named.map(({ key }) => key), count: unknown.length },
      },
    );
  }
  return Int32Array.from(numbers);
}

function refuse(code: "vector_not_finite" | "vector_ids", rows: readonly number[], total: number, what: string): void {
  if (rows.length === 0) return;
  const named = rows.slice(0, namedRows);
  throw new GleanerError(
    code,
    `${rows.length} of ${total} vectors ${what}; nothing was written. First rows: ${named.join(", ")}.`,
    {
      hint: "Remove or repair these rows.",
      details: { rows: named, count: rows.length },
    },
  );
}

function rowIsFinite(data: Float32Array, row: number, dimension: number): boolean {
  for (let at = row * dimension; at < (row + 1) * dimension; at++) if (!Number.isFinite(data[at])) return false;
  return true;
}

/** Samples by key; a path that two import roots have names neither. */
async function numbersOf(
  workspace: Workspace,
  dataset: string,
  keyedBy: "id" | "path",
  keys: readonly string[],
): Promise<Map<string, number>> {
  const known = await workspace.samples.lookup(dataset, keyedBy === "id" ? { ids: keys } : { paths: keys });
  const numbers = new Map<string, number>();
  const ambiguous = new Set<string>();
  for (const sample of known) {
    const key = sample[keyedBy];
    if (numbers.has(key)) ambiguous.add(key);
    numbers.set(key, sample.number);
  }
  for (const key of ambiguous) numbers.delete(key);
  return numbers;
}
