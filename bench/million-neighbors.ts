import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { millionDimension as dimension, millionVectors } from "./data-million.ts";
import { printTable } from "./data-table.ts";

/** The automatic graph from 10,000 to 1,000,000 rows: time, peak memory, measured recall, and the exponent with which time grows. */
const sizes = [10_000, 100_000, 1_000_000];
const threads = Number(process.env["GLEANER_BENCH_THREADS"] ?? availableParallelism());
const file = await millionVectors();
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
  const growth =
    Math.log(lines[lines.length - 1].seconds / lines[0].seconds) / Math.log(sizes[sizes.length - 1] / sizes[0]);
  process.stdout.write(
    `  time grows with n^${growth.toFixed(2)} from ${sizes[0]} to ${sizes[sizes.length - 1]} rows\n`,
  );
} finally {
  rmSync(folder, { recursive: true });
}
