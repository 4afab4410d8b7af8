import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { createRandom } from "../packages/kernel/src/index.ts";
import { printTable } from "./data-table.ts";
import { fashionVectors } from "./projection.ts";

/**
 * The automatic graph from 10,000 to 1,000,000 rows: time, peak memory, measured recall, and the exponent with which time grows.
 * Rows beyond Fashion-MNIST are copies with each value jittered by up to 15 % and a tenth of another image mixed in, L2-normalised;
 * they are written to bench/data once (4 GB).
 */
const rows = 1_000_000;
const sizes = [10_000, 100_000, rows];
const threads = Number(process.env["GLEANER_BENCH_THREADS"] ?? availableParallelism());
const { n, dimension, vectors } = await fashionVectors();
const file = new URL("./data/million-1024.f32", import.meta.url).pathname;

async function generate(): Promise<void> {
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

if (!existsSync(file)) await generate();
const folder = mkdtempSync(join(tmpdir(), "gleaner-bench-"));
const child = new URL("./graph-run.child.ts", import.meta.url).pathname;
try {
  const lines = sizes.map((size) => {
    const args = [child, "auto", file, size, dimension, threads, join(folder, "auto.graph")].map(String);
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
    const { seconds, recall, megabytes, cpu }: Record<"seconds" | "recall" | "megabytes" | "cpu", number> =
      JSON.parse(stdout);
    const note = `recall ${recall.toFixed(4)}, ${cpu.toFixed(1)} s CPU, peak ${megabytes.toFixed(0)} MB`;
    return { name: `${size} rows`, seconds, note };
  });
  printTable(`Automatic graph, ${dimension} dimensions, k = 15, ${threads} threads`, lines);
  const growth = Math.log(lines[lines.length - 1].seconds / lines[0].seconds) / Math.log(rows / sizes[0]);
  process.stdout.write(`  time grows with n^${growth.toFixed(2)} from ${sizes[0]} to ${rows} rows\n`);
} finally {
  rmSync(folder, { recursive: true });
}
