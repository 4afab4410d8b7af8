import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { buildTree, chooseLevel, cut, type MergeTree } from "../packages/kernel/src/index.ts";
import { fashionGraph } from "./data-graph.ts";
import { runPeer } from "./data-peers.ts";
import { type Line, printTable, printTarget } from "./data-table.ts";

/** Merge tree and cuts of Fashion-MNIST's graph beside k-means with as many clusters. */
const threads = Number(process.env["GLEANER_BENCH_THREADS"] ?? availableParallelism());
const counts = [30_000, 22_000, 15_000, 2_000, 100, 20];
const compared = 15_000;
const exponents = [0.75, 1];
const { data, graph } = await fashionGraph();

interface Quality {
  purity: number;
  singletons: number;
  largest: number;
}

/** Purity: share of rows that have the most frequent class of their cluster. */
function qualityOf(labels: Int32Array, clusters: number): Quality {
  const classes = 10;
  const counts = new Int32Array(clusters * classes);
  const sizes = new Int32Array(clusters);
  labels.forEach((label, row) => {
    counts[label * classes + data.labels[row]]++;
    sizes[label]++;
  });
  let majority = 0;
  for (let label = 0; label < clusters; label++) {
    majority += counts
      .subarray(label * classes, (label + 1) * classes)
      .reduce((most, count) => Math.max(most, count), 0);
  }
  const largest = sizes.reduce((most, size) => Math.max(most, size), 0);
  return { purity: majority / labels.length, singletons: sizes.filter((size) => size === 1).length, largest };
}

const describe = ({ purity, singletons, largest }: Quality) =>
  `purity ${purity.toFixed(4)}, ${singletons} singletons, largest ${largest}`;

function timedCut(tree: MergeTree, count: number): { labels: Int32Array; seconds: number; cpu: number } {
  const [started, before] = [performance.now(), process.threadCpuUsage()];
  const labels = cut(tree, count);
  const { user, system } = process.threadCpuUsage(before);
  return { labels, seconds: (performance.now() - started) / 1000, cpu: (user + system) / 1e6 };
}

/** Share of pairs within a cluster of either labelling that are together in both (Jaccard index of pairs). */
function sharedPairs(left: Int32Array, right: Int32Array): number {
  const pairsOf = (keys: Iterable<number>) => {
    const sizes = new Map<number, number>();
    for (const key of keys) sizes.set(key, (sizes.get(key) ?? 0) + 1);
    return [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
  };
  const both = pairsOf(Array.from(left, (label, row) => label * left.length + right[row]));
  return both / (pairsOf(left) + pairsOf(right) - both);
}

for (const exponent of exponents) {
  const cpu = process.cpuUsage();
  const started = performance.now();
  const tree = await buildTree(graph, { exponent });
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const built: Line = { name: "whole tree", seconds, cpu: (user + system) / 1e6 };
  const cuts = counts.map((count) => {
    const { labels, ...times } = timedCut(tree, count);
    const quality = qualityOf(labels, count);
    return { name: `cut into ${count}`, ...times, note: describe(quality), count, quality };
  });
  printTable(`Merge tree, ${graph.n} rows, p = ${exponent}; level ${chooseLevel(tree)}`, [built, ...cuts]);
  printTarget("processor seconds of the tree", built.cpu ?? NaN, { atMost: 4 });
  printTarget("processor milliseconds of a cut", 1000 * Math.max(...cuts.map(({ cpu }) => cpu)), { atMost: 20 });
  const { purity } = cuts[counts.indexOf(compared)].quality;
  printTarget(`purity at ${compared} clusters`, purity, { atLeast: 0.895 });

  const rows = Math.floor(0.99 * graph.n);
  const smaller = await buildTree(firstRows(rows), { exponent });
  const before = cut(smaller, Math.round(rows / 5));
  const after = cut(tree, Math.round(graph.n / 5)).slice(0, rows);
  process.stdout.write(`  1 % more rows: ${(100 * sharedPairs(before, after)).toFixed(1)} % of the pairs stay\n`);
}

/** The graph of the first rows: later rows are taken out of the lists. */
function firstRows(rows: number) {
  const { k } = graph;
  const neighbors = new Int32Array(rows * k).fill(-1);
  const similarities = new Float32Array(rows * k).fill(-Infinity);
  for (let row = 0; row < rows; row++) {
    let kept = row * k;
    for (let edge = row * k; edge < (row + 1) * k; edge++) {
      if (graph.neighbors[edge] >= rows) continue;
      neighbors[kept] = graph.neighbors[edge];
      similarities[kept++] = graph.similarities[edge];
    }
  }
  return { n: rows, k, neighbors, similarities, recall: 1 };
}

const folder = mkdtempSync(join(tmpdir(), "gleaner-bench-"));
try {
  const out = join(folder, "kmeans.i32");
  const args = [data.file, graph.n, data.dimension, compared, threads, out];
  const peer = runPeer<{ seconds: number; cpu: number }>("kmeans-clusters.py", "python3-faiss", args, threads);
  if (peer) {
    const labels = new Int32Array(new Uint8Array(readFileSync(out)).buffer);
    printTable(`Peer at ${compared} clusters`, [
      { name: "faiss k-means, one iteration", ...peer, note: describe(qualityOf(labels, compared)) },
    ]);
  }
} finally {
  rmSync(folder, { recursive: true });
}
