import { readFileSync, writeFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { computeNeighbors, extendNeighbors, type Graph, removeNeighbors } from "../packages/kernel/src/index.ts";
import { vectorsInFile } from "./data-file.ts";

/**
 * One measured graph in a process of its own, so that its peak memory is its own. Arguments: job, vectors.f32, rows, dimension, threads,
 * graph file. `extend` takes the last 1,000 rows out of the exact graph in the file and adds them again, which must give the same graph.
 */
const [job, file, rows, dimension, threads, out] = process.argv.slice(2);
const arithmetic = job === "float32" ? ("float32" as const) : undefined;
const options = { k: 15, threads: Number(threads), arithmetic };
const source = await vectorsInFile(file, Number(dimension), Number(rows));

const added = 1000;

const saved = job === "extend" ? readGraph(source.n) : null;
const old = saved && (await withoutLast(saved));
const cpu = process.cpuUsage();
const started = performance.now();
const graph = old
  ? await extendNeighbors(old, source, options)
  : await computeNeighbors(source, { ...options, method: methodOf(job) });
const seconds = (performance.now() - started) / 1000;
const used = process.cpuUsage(cpu);
if (saved && !isDeepStrictEqual(graph.neighbors, saved.neighbors)) throw new Error("The extended graph differs.");
if (!old) {
  writeFileSync(
    out,
    Buffer.concat([new Uint8Array(graph.neighbors.buffer), new Uint8Array(graph.similarities.buffer)]),
  );
}
await source.close();
const { recall } = graph;
const megabytes = process.resourceUsage().maxRSS / 1024;
process.stdout.write(`${JSON.stringify({ seconds, recall, megabytes, cpu: (used.user + used.system) / 1e6 })}\n`);

function readGraph(n: number): Graph {
  const bytes = readFileSync(out);
  const shared = new SharedArrayBuffer(bytes.length);
  new Uint8Array(shared).set(bytes);
  const size = n * options.k;
  const neighbors = new Int32Array(shared, 0, size);
  return { n, k: options.k, neighbors, similarities: new Float32Array(shared, 4 * size, size), recall: 1 };
}

async function withoutLast(graph: Graph): Promise<Graph> {
  const n = graph.n - added;
  const rest = await vectorsInFile(file, Number(dimension), n);
  const without = await removeNeighbors(
    graph,
    Int32Array.from({ length: added }, (_, at) => n + at),
    rest,
    options,
  );
  await rest.close();
  return without;
}

function methodOf(name: string): "auto" | "exact" | "approximate" {
  return name === "auto" || name === "approximate" ? name : "exact";
}
