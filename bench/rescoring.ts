import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEngine } from "../packages/engine/src/index.ts";
import { createRandom } from "../packages/kernel/src/index.ts";
import { openWorkspace, type SampleInput } from "../packages/store/src/index.ts";
import { projectionFeatures } from "./data-features.ts";
import { bareSample } from "./data-workspace.ts";

/**
 * What the queue costs after an edit: GLEANER_BENCH_ROWS (default 20,000) Fashion-MNIST images with 5 % wrong labels are searched for wrong labels
 * and outliers, then one label is put right, 50 are, and one sample is deleted, each followed by another search.
 */
const n = Number(process.env["GLEANER_BENCH_ROWS"] ?? 20_000);
const batch = 10_000;
const classes = 10;
const random = createRandom(2);
const features = await projectionFeatures(n, 128);
const given = Array.from(features.labels.slice(0, n), (label) =>
  random.uniform() < 0.05 ? Math.floor(random.uniform() * classes) : label,
);

const sample = (at: number): SampleInput => ({
  ...bareSample(at),
  labels: [{ class: `class ${given[at]}` }],
});

const folder = mkdtempSync(join(tmpdir(), "gleaner-bench-"));
try {
  const workspace = await openWorkspace(join(folder, "workspace"), { create: true });
  await workspace.spaces.ensure({ name: "default", model: "made", modelHash: "made", dimension: features.dimension });
  for (let start = 0; start < n; start += batch) {
    const end = Math.min(n, start + batch);
    const inputs = Array.from({ length: end - start }, (_, at) => sample(start + at));
    const { numbers } = await workspace.samples.write("made", inputs);
    const { dimension, vectors } = features;
    await workspace.vectors.append("default", numbers, vectors.slice(start * dimension, end * dimension));
  }
  const engine = await createEngine(workspace, { threads: 2 });
  const datasets = ["made"];
  await engine.call("index", { datasets, map: "pca" });
  const kinds = ["mislabel", "outlier"] as const;
  const search = async (what: string) => {
    const cpu = process.cpuUsage();
    const started = performance.now();
    const { findings, computed } = await engine.call("quality", { datasets, kinds: [...kinds], limit: 100 });
    const { user, system } = process.cpuUsage(cpu);
    process.stdout.write(
      `${what.padEnd(28)}${((performance.now() - started) / 1000).toFixed(2)} s, ${((user + system) / 1e6).toFixed(2)} s of CPU (${computed.join(", ") || "nothing"} anew)\n`,
    );
    return findings.filter(({ kind }) => kind === "mislabel");
  };
  const found = await search("from the start");
  await search("nothing changed");
  const resolve = (ids: string[], action: "relabel" | "delete") => engine.call("resolveFindings", { ids, action });
  await resolve([found[0].id], "relabel");
  await search("one label put right");
  await resolve(
    found.slice(1, 51).map(({ id }) => id),
    "relabel",
  );
  await search("50 more put right");
  await resolve([found[60].id], "delete");
  await search("one sample deleted");
  await engine.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
