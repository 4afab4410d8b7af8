import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { computeMap, defaultEpochs } from "../packages/kernel/src/index.ts";
import { fashionGraph } from "./data-graph.ts";
import { runPeer } from "./data-peers.ts";
import { printTable, printTarget } from "./data-table.ts";
import { trustworthiness } from "./data-trustworthiness.ts";

/**
 * Maps of Fashion-MNIST from its ready graph. GLEANER_BENCH_THREADS uses other threads; GLEANER_BENCH_TSNE=1 adds t-SNE, which takes
 * minutes.
 */
const threads = Number(process.env["GLEANER_BENCH_THREADS"] ?? availableParallelism());
const { data, graph, graphFile } = await fashionGraph();
const epochs = defaultEpochs(graph.n);
/** What umap-learn takes by default for more than 10,000 rows. */
const peerEpochs = 200;
const folder = mkdtempSync(join(tmpdir(), "gleaner-bench-"));

async function measured(method: "umap" | "tsne", ownThreads: number, ownEpochs?: number) {
  const cpu = process.cpuUsage();
  const started = performance.now();
  const map = await computeMap(graph, { method, threads: ownThreads, epochs: ownEpochs });
  const used = process.cpuUsage(cpu);
  return { map, seconds: (performance.now() - started) / 1000, cpu: (used.user + used.system) / 1e6 };
}

try {
  const runs = [
    { name: `gleaner umap, ${epochs} epochs, ${threads} threads`, ...(await measured("umap", threads)) },
    { name: `gleaner umap, ${epochs} epochs, 1 thread`, ...(await measured("umap", 1)) },
    { name: `gleaner umap, ${peerEpochs} epochs`, ...(await measured("umap", threads, peerEpochs)) },
  ];
  if (process.env["GLEANER_BENCH_TSNE"]) runs.push({ name: "gleaner t-SNE, 1 thread", ...(await measured("tsne", 1)) });
  const out = join(folder, "umap.f32");
  const args = [data.file, graph.n, data.dimension, graph.k, graphFile, threads, peerEpochs, out];
  const peer = runPeer<{ seconds: number; cpu: number }>("umap-map.py", "umap-learn", args, threads);
  if (peer) {
    const map = new Float32Array(new Uint8Array(readFileSync(out)).buffer);
    runs.push({ name: `umap-learn, ${peerEpochs} epochs, ${threads} threads`, map, ...peer });
  }
  const trust = await trustworthiness(
    data,
    runs.map(({ map }) => map),
  );
  printTable(
    `Map from the graph, ${graph.n} rows, k = ${graph.k}`,
    runs.map(({ name, seconds, cpu }, at) => ({
      name,
      seconds,
      cpu,
      note: `trustworthiness ${trust[at].toFixed(4)}`,
    })),
  );
  if (peer) {
    printTarget("processor time of umap-learn, as many epochs,", runs[2].cpu / peer.cpu, { atMost: 0.3 });
    printTarget("trustworthiness less that of umap-learn", trust[2] - trust[trust.length - 1], { atLeast: -0.003 });
  }
} finally {
  rmSync(folder, { recursive: true });
}
