import { readFileSync, writeFileSync } from "node:fs";
import { computeNeighbors, extendNeighbors, type Graph } from "../packages/kernel/src/index.ts";
import { vectorsInFile } from "./data-file.ts";

/**
 * One measured graph in a process of its own, so that its peak memory is its own. Arguments: job, vectors.f32, rows, dimension, threads,
 * graph file. `extend` starts from the graph of all but the last 1,000 rows, which it computes first.
 */
const [job, file, rows, dimension, threads, out] = process.argv.slice(2);
const arithmetic = job === "float32" ? ("float32" as const) : undefined;
const options = { k: 15, threads: Number(threads), arithmetic };
const source = await vectorsInFile(file, Number(dimension), Number(rows));

let old: Graph | undefined;
if (job === "extend") {
  const saved = readFileSync(out);
  const n = Number(rows) - 1000;
  const size = n * options.k;
  old = {
    n,
    k: options.k,
    neighbors: new Int32Array(saved.buffer, saved.byteOffset, size),
    similarities: new Float32Array(saved.buffer, saved.byteOffset + 4 * size, size),
    recall: 1,
  };
}
const cpu = process.cpuUsage();
const started = performance.now();
const graph = old
  ? await extendNeighbors(old, source, options)
  : await computeNeighbors(source, { ...options, method: methodOf(job) });
const seconds = (performance.now() - started) / 1000;
const used = process.cpuUsage(cpu);
if (!old)
  writeFileSync(
    out,
    Buffer.concat([new Uint8Array(graph.neighbors.buffer), new Uint8Array(graph.similarities.buffer)]),
  );
await source.close();
const { recall } = graph;
const megabytes = process.resourceUsage().maxRSS / 1024;
process.stdout.write(`${JSON.stringify({ seconds, recall, megabytes, cpu: (used.user + used.system) / 1e6 })}\n`);

function methodOf(name: string): "auto" | "exact" | "approximate" {
  return name === "auto" || name === "approximate" ? name : "exact";
}
