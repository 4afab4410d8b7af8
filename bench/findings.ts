import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEngine } from "../packages/engine/src/index.ts";
import { type FindingInput, openWorkspace } from "../packages/store/src/index.ts";
import { bareSample } from "./data-workspace.ts";

/** How fast the queue opens: the first 100 of GLEANER_BENCH_FINDINGS (default 100,000) findings, with the counts of all, through the engine. */
const total = Number(process.env["GLEANER_BENCH_FINDINGS"] ?? 100_000);
const batch = 20_000;

const finding = (number: number, at: number): FindingInput => ({
  id: `finding ${at}`,
  kind: "mislabel",
  issue: at % 2 ? "wrong_label" : "missing_label",
  sample: number,
  object: null,
  score: (at % 997) / 997,
  priority: (at % 9973) / 100,
  label: "cat",
  suggested: "dog",
  reason: "labelled cat, more likely dog; of 15 labelled neighbours 9 are dog and 2 cat",
  related: [number, Math.max(1, number - 1), Math.max(1, number - 2)],
  ...{ relatedUnit: "sample", box: null, actions: ["relabel", "accept"], basis: "cat dog" },
});

const folder = mkdtempSync(join(tmpdir(), "gleaner-bench-"));
try {
  const workspace = await openWorkspace(join(folder, "workspace"), { create: true });
  const numbers: number[] = [];
  for (let start = 0; start < total; start += batch) {
    const inputs = Array.from({ length: Math.min(batch, total - start) }, (_, i) => bareSample(start + i));
    numbers.push(...(await workspace.samples.write("made", inputs)).numbers);
  }
  const started = performance.now();
  await workspace.findings.replace(
    "mislabel",
    { datasets: ["made"], fingerprint: "1", document: {} },
    numbers.map(finding),
  );
  process.stdout.write(`${total} findings written in ${Math.round(performance.now() - started)} ms\n`);
  const engine = await createEngine(workspace, { threads: 1 });
  for (let round = 0; round < 5; round++) {
    const before = performance.now();
    const cpu = process.cpuUsage();
    const { findings } = await engine.call("listFindings", { datasets: ["made"] });
    const { user, system } = process.cpuUsage(cpu);
    process.stdout.write(
      `opening the queue: ${Math.round(performance.now() - before)} ms, ${Math.round((user + system) / 1000)} ms of CPU (${findings.length} shown)\n`,
    );
  }
  const before = performance.now();
  await engine.call("resolveFindings", {
    ids: numbers.slice(0, 1000).map((_, at) => `finding ${at}`),
    action: "relabel",
  });
  process.stdout.write(`relabelling 1,000: ${Math.round(performance.now() - before)} ms\n`);
  await engine.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
