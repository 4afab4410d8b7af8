import { type FileHandle, open, readFile } from "node:fs/promises";
import { GleanerError } from "@gleaner/schema";
import { isMissing } from "../workspace/files.ts";
import { type NpyHeader, npyHeaderBytes, readNpyHeader } from "./npy-header.ts";
import { batchRows, corruptFile, type VectorBatch, type VectorFile } from "./vector-file.ts";

const bytesPerElement = { f2: 2, f4: 4, f8: 8 };

/** Opens `NAME.npy` with the ids in `NAME.ids` beside it, one a line, in row order. */
export async function openNpyFile(file: string): Promise<VectorFile> {
  const header = await readHeader(file);
  const ids = await readIds(idsFileOf(file));
  if (ids.length !== header.rows) {
    throw new GleanerError(
      "vector_ids",
      `${file} has ${header.rows} rows, but ${idsFileOf(file)} names ${ids.length}.`,
      {
        hint: "Write one sample id a line, in row order.",
        details: { path: file, rows: header.rows, ids: ids.length },
      },
    );
  }
  const { rows, dimension } = header;
  return { rows, dimension, keyedBy: "id", batches: () => readBatches(file, header, ids) };
}

/** Where the ids of a `.npy` file stand. */
export function idsFileOf(file: string): string {
  return file.replace(/\.npy$/i, ".ids");
}

async function readHeader(file: string): Promise<NpyHeader> {
  const handle = await open(file, "r");
  try {
    const start = Buffer.alloc(npyHeaderBytes);
    const { bytesRead } = await handle.read(start, 0, start.length, 0);
    const header = readNpyHeader(start.subarray(0, bytesRead));
    const expected = header.dataOffset + header.rows * header.dimension * bytesPerElement[header.type];
    const { size } = await handle.stat();
    if (size !== expected) throw new RangeError(`it has ${size} bytes where its shape needs ${expected}`);
    return header;
  } catch (error) {
    throw error instanceof RangeError ? corruptFile(file, error.message, error) : error;
  } finally {
    await handle.close();
  }
}

async function readIds(file: string): Promise<string[]> {
  try {
    const lines = (await readFile(file, "utf8")).split(/\r?\n/);
    if (lines.at(-1) === "") lines.pop();
    return lines;
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new GleanerError("vector_ids", `The file of ids ${file} is missing.`, {
      hint: "Write the sample ids into it, one a line, in row order.",
      details: { path: file },
    });
  }
}

async function* readBatches(file: string, header: NpyHeader, ids: readonly string[]): AsyncGenerator<VectorBatch> {
  const { rows, dimension, type, dataOffset } = header;
  const size = batchRows(dimension);
  const handle = await open(file, "r");
  try {
    for (let row = 0; row < rows; row += size) {
      const count = Math.min(size, rows - row);
      const bytes = new Uint8Array(count * dimension * bytesPerElement[type]);
      await readFully(handle, bytes, dataOffset + row * dimension * bytesPerElement[type], file);
      yield { keys: ids.slice(row, row + count), data: floats(type, bytes) };
    }
  } finally {
    await handle.close();
  }
}

async function readFully(handle: FileHandle, target: Uint8Array, position: number, file: string): Promise<void> {
  let filled = 0;
  while (filled < target.length) {
    const { bytesRead } = await handle.read(target, filled, target.length - filled, position + filled);
    if (bytesRead === 0) throw corruptFile(file, "it became shorter while it was read");
    filled += bytesRead;
  }
}

function floats(type: NpyHeader["type"], bytes: Uint8Array<ArrayBuffer>): Float32Array {
  switch (type) {
    case "f2":
      return Float32Array.from(new Uint16Array(bytes.buffer), halfToFloat);
    case "f4":
      return new Float32Array(bytes.buffer);
    case "f8":
      return Float32Array.from(new Float64Array(bytes.buffer));
  }
}

/** IEEE 754 binary16. */
function halfToFloat(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
