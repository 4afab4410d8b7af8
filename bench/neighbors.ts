import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { rawProductRate } from "./data-limit.ts";
import { runPeer } from "./data-peers.ts";
import { type Line, printTable, printTarget } from "./data-table.ts";
import { fashionVectors } from "./projection.ts";

/**
 * Nearest-neighbour graphs of Fashion-MNIST, k = 15. The limit is that of comparing all rows with all; ours multiplies each pair once.
 * GLEANER_BENCH_ROWS uses fewer rows, GLEANER_BENCH_THREADS other threads.
 */
const k = 15;
const { n: all, dimension, file } = await fashionVectors();
const n = Number(process.env["GLEANER_BENCH_ROWS"] ?? all);
const threads = Number(process.env["GLEANER_BENCH_THREADS"] ?? availableParallelism());
const folder = mkdtempSync(join(tmpdir(), "gleaner-bench-"));

interface PeerRun {
  seconds: number;
  cpu: number;
}

interface Measured {
  seconds: number;
  recall: number;
  megabytes: number;
  cpu: number;
}

function ours(job: "exact" | "approximate" | "extend" | "float32", rows: number, out: string): Measured {
  const child = new URL("./graph-run.child.ts", import.meta.url).pathname;
  const args = [child, job, file, rows, dimension, threads, join(folder, out)].map(String);
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  const measured: Measured = JSON.parse(stdout);
  return measured;
}

const readIntegers = (name: string, length: number): Int32Array =>
  new Int32Array(new Uint8Array(readFileSync(join(folder, name))).buffer, 0, length);

/** Share of the reference's k nearest (rows of k + 1, the row itself left out) that the lists hold. */
function recallOf(lists: Int32Array, width: number, reference: Int32Array): number {
  let found = 0;
  for (let row = 0; row < n; row++) {
    const list = new Set(lists.subarray(row * width, (row + 1) * width));
    const truth = [...reference.subarray(row * (k + 1), (row + 1) * (k + 1))]
      .filter((other) => other !== row)
      .slice(0, k);
    found += truth.filter((other) => list.has(other)).length;
  }
  return found / (n * k);
}

const note = ({ megabytes }: Measured) => `peak ${megabytes.toFixed(0)} MB`;

try {
  const rate = await rawProductRate(dimension, threads);
  const exact = ours("exact", n, "exact.graph");
  const float = ours("float32", n, "float32.graph");
  const approximate = ours("approximate", n, "approximate.graph");
  const extended = ours("extend", n, "exact.graph");
  const peerArgs = (out: string) => [file, n, dimension, k, threads, join(folder, out)];
  const faiss = runPeer<PeerRun>("faiss-graph.py", "python3-faiss", peerArgs("faiss.i32"), threads);
  const descent = runPeer<PeerRun>("pynndescent-graph.py", "python3-pynndescent", peerArgs("descent.i32"), threads);
  const sklearn = runPeer<PeerRun>("sklearn-graph.py", "python3-sklearn", peerArgs("sklearn.i32"), threads);

  const truth = faiss ? readIntegers("faiss.i32", n * (k + 1)) : null;
  const recall = (name: string, width: number) =>
    truth ? `recall ${recallOf(readIntegers(name, n * width), width, truth).toFixed(5)}, ` : "";
  const operations = 2 * n * n * dimension;
  const halves: Line = {
    name: "limit: each pair multiplied once",
    seconds: operations / 2 / rate.wall,
    cpu: operations / 2 / rate.cpu,
  };
  const limit: Line = {
    name: `limit: raw products of all with all, ${(rate.cpu / 1e9).toFixed(0)} GOP/s of a core`,
    seconds: operations / rate.wall,
    cpu: operations / rate.cpu,
  };
  const peers: Line[] = [];
  if (faiss) peers.push({ name: "faiss IndexFlatIP", ...faiss });
  if (sklearn) peers.push({ name: "sklearn brute force", ...sklearn, note: recall("sklearn.i32", k + 1) });
  printTable(`Exact graph, ${n} x ${dimension}, k = ${k}, ${threads} threads`, [
    { ...exact, name: "gleaner exact", note: recall("exact.graph", k) + note(exact) },
    limit,
    halves,
    { ...float, name: "gleaner exact without eight-bit products", note: note(float) },
    ...peers,
  ]);
  if (faiss) printTarget("exact graph, processor time of faiss,", exact.cpu / faiss.cpu, { atMost: 0.25 });
  const measured = `measured by itself ${approximate.recall.toFixed(4)}, `;
  const approximateNote = recall("approximate.graph", k) + measured + note(approximate);
  printTable("Approximate graph", [
    { ...approximate, name: "gleaner approximate", note: approximateNote },
    ...(descent ? [{ ...descent, name: "pynndescent", note: recall("descent.i32", k + 1) }] : []),
  ]);
  if (descent) printTarget("processor time of pynndescent", approximate.cpu / descent.cpu, { atMost: 0.3 });
  printTarget("recall", approximate.recall, { atLeast: 0.98 });
  printTable("1,000 more rows", [
    { ...extended, name: "gleaner extend", note: "" },
    {
      name: "limit: raw products of the new rows with all",
      seconds: (2 * 1000 * n * dimension) / rate.wall,
      cpu: (2 * 1000 * n * dimension) / rate.cpu,
    },
    { ...exact, name: "gleaner exact graph", note: "the same bytes" },
  ]);
  printTarget("processor time of the exact graph", extended.cpu / exact.cpu, { atMost: 0.03 });
} finally {
  rmSync(folder, { recursive: true });
}
