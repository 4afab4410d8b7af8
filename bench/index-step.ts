/**
 * The whole index step (graph, map, cluster tree, scores) as a user runs it, `gleaner index` in a process of its own: wall and CPU seconds and
 * its peak memory, at 70,000 and 1,000,000 rows of 1,024 values (see data-million.ts). Workspaces are made once where a folder is given.
 *
 *     node bench/index-step.ts [--rows 70000,1000000] [--folder DIR]
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openWorkspace } from "@gleaner/store";
import { vectorsInFile } from "./data-file.ts";
import { millionDimension as dimension, millionVectors } from "./data-million.ts";
import { printTable } from "./data-table.ts";
import { madeSample } from "./data-workspace.ts";

const { values } = parseArgs({
  options: { rows: { type: "string", default: "70000,1000000" }, folder: { type: "string" } },
});
const folder = values.folder ?? mkdtempSync(join(tmpdir(), "gleaner-bench-index-"));
const file = await millionVectors();
const batch = 10_000;

async function makeWorkspace(directory: string, rows: number): Promise<void> {
  const workspace = await openWorkspace(directory, { create: true });
  const source = await vectorsInFile(file, dimension, rows);
  const data = new Float32Array(batch * dimension);
  await workspace.spaces.ensure({ name: "default", model: "made", modelHash: "made", dimension });
  for (let first = 0; first < rows; first += batch) {
    const count = Math.min(batch, rows - first);
    const inputs = Array.from({ length: count }, (_, at) => madeSample(first + at));
    const { numbers } = await workspace.samples.write("made", inputs);
    await source.read(first, count, data);
    await workspace.vectors.append("default", numbers, data.subarray(0, count * dimension));
  }
  await source.close();
  await workspace.close();
}

/** What a process prints at its end, after all else. */
const usage = `process.on("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  process.stdout.write("\\n" + JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1e6, megabytes: maxRSS / 1024 }));
})`;
const cli = join(import.meta.dirname, "..", "packages", "cli", "src", "main.ts");

try {
  const lines = [];
  for (const rows of values.rows.split(",").map(Number)) {
    const directory = join(folder, `${rows}`);
    if (!existsSync(directory)) await makeWorkspace(directory, rows);
    const args = [
      "--import",
      `data:text/javascript,${usage}`,
      cli,
      "index",
      "--all",
      "--workspace",
      directory,
      "--quiet",
    ];
    const started = performance.now();
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    const seconds = (performance.now() - started) / 1000;
    if (status !== 0) throw new Error(stderr);
    const { cpu, megabytes }: Record<"cpu" | "megabytes", number> = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
    lines.push({ name: `${rows} rows`, seconds, cpu, note: `peak ${megabytes.toFixed(0)} MB` });
  }
  printTable(`Whole index step, ${dimension} dimensions`, lines);
  console.log("  limits: 1.0 GB at 70,000 rows; 20 minutes and 4 GB at 1,000,000");
} finally {
  if (!values.folder) rmSync(folder, { recursive: true, force: true });
}
