import { existsSync, renameSync } from "node:fs";
import { open } from "node:fs/promises";
import { createRandom } from "../packages/kernel/src/index.ts";
import { fashionVectors } from "./projection.ts";

const rows = 1_000_000;
export const millionDimension = 1024;
const dimension = millionDimension;
const file = new URL("./data/million-1024.f32", import.meta.url).pathname;

/**
 * A file of 1,000,000 x 1,024 float32 values: Fashion-MNIST as the other benchmarks have it, then copies of it with each value jittered by up
 * to 15 % and a tenth of another image mixed in; rows are L2-normalised. Written to bench/data once (4 GB).
 */
export async function millionVectors(): Promise<string> {
  if (!existsSync(file)) await generate();
  return file;
}

async function generate(): Promise<void> {
  const { n, vectors } = await fashionVectors();
  const handle = await open(`${file}.partial`, "w");
  const random = createRandom(11);
  const chunk = new Float32Array(1000 * dimension);
  for (let start = 0; start < rows; start += 1000) {
    for (let r = 0; r < 1000; r++) {
      const own = ((start + r) % n) * dimension;
      const other = random.integer(n) * dimension;
      const jitter = start + r < n ? 0 : 1;
      let squared = 0;
      for (let j = 0; j < dimension; j++) {
        const noise = jitter * (0.3 * random.uniform() - 0.15);
        const value = vectors[own + j] * (1 + noise) + 0.1 * jitter * vectors[other + j];
        chunk[r * dimension + j] = value;
        squared += value * value;
      }
      for (let j = 0; j < dimension; j++) chunk[r * dimension + j] /= Math.sqrt(squared);
    }
    await handle.write(new Uint8Array(chunk.buffer));
  }
  await handle.close();
  renameSync(`${file}.partial`, file);
}
