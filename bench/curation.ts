import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEngine } from "../packages/engine/src/index.ts";
import { createRandom } from "../packages/kernel/src/index.ts";
import { openWorkspace, sampleId, type Workspace } from "../packages/store/src/index.ts";
import { fashionVectors } from "./projection.ts";

/**
 * Curations with their reports, given the index: 500 and 20,000 of Fashion-MNIST's 70,000 (projected to 1,024 dimensions), at the level
 * nearest 15,000 clusters, and with GLEANER_BENCH_ROWS (such as 1000000) a tenth of so many rows of a synthetic mixture. Seconds and CPU
 * seconds, and the largest memory of the process.
 */
const synthetic = Number(process.env["GLEANER_BENCH_ROWS"] ?? 0);
const batch = 10_000;
const threads = 2;

interface Rows {
  n: number;
  dimension: number;
  /** Vectors of the rows `from .. to - 1`. */
  vectors(from: number, to: number): Float32Array;
  labelOf(row: number): string;
}

async function fashionRows(): Promise<Rows> {
  const { n, dimension, vectors, labels } = await fashionVectors();
  return {
    n,
    dimension,
    vectors: (from, to) => vectors.subarray(from * dimension, to * dimension),
    labelOf: (row) => `class ${labels[row]}`,
  };
}

/** A mixture of 2,000 groups whose sizes fall off, in 64 dimensions. */
function syntheticRows(n: number): Rows {
  const dimension = 64;
  const groups = 2000;
  const random = createRandom(1);
  const centers = Float32Array.from({ length: groups * dimension }, () => random.normal());
  const groupOf = Int32Array.from({ length: n }, () => Math.floor(groups * random.uniform() ** 3));
  return {
    n,
    dimension,
    vectors: (from, to) =>
      Float32Array.from({ length: (to - from) * dimension }, (_, at) => {
        const group = groupOf[from + Math.floor(at / dimension)];
        return centers[group * dimension + (at % dimension)] + 0.3 * random.normal();
      }),
    labelOf: (row) => `class ${groupOf[row] % 10}`,
  };
}

async function fill(workspace: Workspace, { n, dimension, vectors, labelOf }: Rows): Promise<void> {
  await workspace.spaces.ensure({ name: "default", model: "bench", modelHash: "bench", dimension });
  for (let from = 0; from < n; from += batch) {
    const to = Math.min(n, from + batch);
    const inputs = Array.from({ length: to - from }, (_, at) => {
      const path = `${String(from + at).padStart(7, "0")}.png`;
      const id = sampleId({ dataset: "bench", root: "bench", path });
      const media = { type: "file" } as const;
      const file = {
        kind: "image" as const,
        path,
        file: `/bench/${path}`,
        media,
        contentHash: String(from + at).padStart(64, "0"),
      };
      const labels = [{ class: labelOf(from + at) }];
      return { id, ...file, bytes: 1000, modified: 0, width: 28, height: 28, format: "png", split: null, labels };
    });
    const { numbers } = await workspace.samples.write("bench", inputs);
    await workspace.vectors.append("default", numbers, vectors(from, to));
  }
}

async function timed<T>(name: string, run: () => Promise<T>): Promise<T> {
  const cpu = process.cpuUsage();
  const started = performance.now();
  const result = await run();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const { user, system } = process.cpuUsage(cpu);
  process.stdout.write(`  ${name.padEnd(40)} ${seconds.padStart(7)} s  ${((user + system) / 1e6).toFixed(1)} s CPU\n`);
  return result;
}

const folder = mkdtempSync(join(tmpdir(), "gleaner-bench-"));
try {
  const rows = synthetic > 0 ? syntheticRows(synthetic) : await fashionRows();
  const workspace = await openWorkspace(join(folder, "workspace"), { create: true });
  const engine = await createEngine(workspace, { threads });
  await timed(`write ${rows.n} rows`, () => fill(workspace, rows));
  const level = synthetic > 0 ? undefined : 15_000;
  await timed("index", () => engine.call("index", { datasets: ["bench"], map: "pca", level }));
  const budgets = synthetic > 0 ? [Math.round(rows.n / 10)] : [500, 20_000];
  await timed("index loaded", () =>
    engine.call("curate", { datasets: ["bench"], budget: budgets[0], dryRun: true, pool: "all" }),
  );
  for (const budget of budgets) {
    const { clusters, verdict } = await timed(`curate ${budget} of ${rows.n} with report`, () =>
      engine.call("curate", { datasets: ["bench"], budget, pool: "all" }),
    );
    const { covered, total, coveredByRandom } = clusters;
    process.stdout.write(
      `  ${covered} of ${total} clusters covered; random ${coveredByRandom.mean.toFixed(0)} +- ${coveredByRandom.sd.toFixed(0)} (${((100 * coveredByRandom.mean) / total).toFixed(1)} %)\n  ${verdict}\n`,
    );
  }
  process.stdout.write(`  peak memory ${(process.resourceUsage().maxRSS / 2 ** 20).toFixed(1)} GB\n`);
  await engine.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
