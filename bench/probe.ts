import { availableParallelism } from "node:os";
import { crossValidateProbe, predictProbe, trainProbe, vectorsInMemory } from "../packages/kernel/src/index.ts";
import { runPeer } from "./data-peers.ts";
import { type Line, printTable } from "./data-table.ts";
import { fashionVectors } from "./projection.ts";

/** Linear probes on Fashion-MNIST: fitted to 10,000 rows, tested on 5,000 others. */
const [trained, tested, classes] = [10_000, 5_000, 10];
const threads = Number(process.env["GLEANER_BENCH_THREADS"] ?? availableParallelism());
const { dimension, vectors, labels, file, labelFile } = await fashionVectors();
const rows = (from: number, to: number) =>
  vectorsInMemory(vectors.subarray(from * dimension, to * dimension), dimension);
const fitted = rows(0, trained);
const known = Int32Array.from(labels.subarray(0, trained));

async function measured<T>(run: () => Promise<T>): Promise<{ result: T; seconds: number; cpu: number }> {
  const before = process.cpuUsage();
  const started = performance.now();
  const result = await run();
  const { user, system } = process.cpuUsage(before);
  return { result, seconds: (performance.now() - started) / 1000, cpu: (user + system) / 1e6 };
}

/** Share of rows whose most probable class is their label. */
function accuracy(probabilities: Float32Array, first: number): string {
  let right = 0;
  const count = probabilities.length / classes;
  for (let row = 0; row < count; row++) {
    const own = probabilities.subarray(row * classes, (row + 1) * classes);
    if (own.indexOf(Math.max(...own)) === labels[first + row]) right++;
  }
  return `accuracy ${(right / count).toFixed(4)}`;
}

const lines: Line[] = [];
for (const kind of ["logistic", "ridge"] as const) {
  const { result, ...used } = await measured(() => trainProbe(fitted, known, classes, { kind, threads }));
  const predicted = await predictProbe(result, rows(trained, trained + tested), { threads });
  lines.push({ name: `gleaner ${kind}`, ...used, note: accuracy(predicted, trained) });
}
const args = [file, labelFile, trained, tested, dimension, threads];
const peer = runPeer<{ seconds: number; cpu: number; accuracy: number }>(
  "sklearn-probe.py",
  "python3-sklearn",
  args,
  threads,
);
if (peer) lines.push({ name: "scikit-learn logistic", ...peer, note: `accuracy ${peer.accuracy.toFixed(4)}` });
const { result, ...used } = await measured(() => crossValidateProbe(fitted, known, classes, { threads }));
lines.push({ name: "gleaner logistic, 5 folds out of sample", ...used, note: accuracy(result.probabilities, 0) });
printTable(`Probe on ${trained} x ${dimension}, ${classes} classes, ${threads} threads`, lines);
