import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { computeMap, defaultEpochs } from "../packages/kernel/src/index.ts";
import { fashionGraph } from "./data-graph.ts";
import { runPeer } from "./data-peers.ts";
import { type Line, printTable } from "./data-table.ts";
import { trustworthiness } from "./data-trustworthiness.ts";

/** Maps of Fashion-MNIST from its ready graph. GLEANER_BENCH_THREADS uses other threads. */
const threads = Number(process.env["GLEANER_BENCH_THREADS"] ?? availableParallelism());
const { data, graph, graphFile } = await fashionGraph();
const epochs = defaultEpochs(graph.n);
const folder = mkdtempSync(join(tmpdir(), "gleaner-bench-"));

async function measured(method: "umap" | "tsne", ownThreads: number) {
  const cpu = process.cpuUsage();
  const started = performance.now();
  const map = await computeMap(graph, { method, threads: ownThreads });
  const used = process.cpuUsage(cpu);
  return { map, seconds: (performance.now() - started) / 1000, cpu: (used.user + used.system) / 1e6 };
}

try {
  const one = await measured("umap", 1);
  const ours = await measured("umap", threads);
  const tsne = await measured("tsne", 1);
  const out = join(folder, "umap.f32");
  const args = [data.file, graph.n, data.dimension, graph.k, graphFile, threads, epochs, out];
  const peer = runPeer<{ seconds: number; cpu: number }>("umap-map.py", "umap-learn", args, threads);
  const layouts = [ours.map, tsne.map];
  if (peer) layouts.push(new Float32Array(new Uint8Array(readFileSync(out)).buffer));
  const trust = await trustworthiness(data, layouts);
  const note = (at: number, cpu: number) => `trustworthiness ${trust[at].toFixed(4)}, ${cpu.toFixed(1)} s CPU`;
  const lines: Line[] = [
    { name: `gleaner umap, ${threads} threads`, seconds: ours.seconds, note: note(0, ours.cpu) },
    { name: "gleaner umap, 1 thread", seconds: one.seconds, note: "the same bytes" },
  ];
  if (peer) lines.push({ name: `umap-learn, ${threads} threads`, seconds: peer.seconds, note: note(2, peer.cpu) });
  lines.push({ name: "gleaner t-SNE, 1 thread", seconds: tsne.seconds, note: note(1, tsne.cpu) });
  printTable(`Map from the graph, ${graph.n} rows, k = ${graph.k}, ${epochs} epochs`, lines);
} finally {
  rmSync(folder, { recursive: true });
}
