import { availableParallelism } from "node:os";
import { createSearcher, type SearchOptions } from "../packages/kernel/src/index.ts";
import { vectorsInFile } from "./data-file.ts";
import { rawProductRate } from "./data-limit.ts";
import { runPeer } from "./data-peers.ts";
import { printTable, printTarget } from "./data-table.ts";
import { fashionVectors } from "./projection.ts";

/** Exact search in Fashion-MNIST: one query, one query under a filter, a batch. The rows that are rescored come from a file. */
const limit = 20;
const batchSize = 256;
const { n, dimension, file, vectors } = await fashionVectors();
const threads = Number(process.env["GLEANER_BENCH_THREADS"] ?? availableParallelism());

interface PeerRun {
  seconds: number;
  cpu: number;
}

const source = await vectorsInFile(file, dimension);
const started = performance.now();
const searcher = await createSearcher(source, { threads });
const opened = (performance.now() - started) / 1000;

/** Median seconds and mean CPU seconds of each of `count` queries of a search. */
async function median(count: number, times: number, options: SearchOptions): Promise<{ seconds: number; cpu: number }> {
  const before = process.cpuUsage();
  const durations: number[] = [];
  for (let turn = 0; turn < times; turn++) {
    const first = (turn * 997) % (n - count);
    const queries = vectors.slice(first * dimension, (first + count) * dimension);
    const start = performance.now();
    await searcher.search(queries, options);
    durations.push((performance.now() - start) / 1000);
  }
  const { user, system } = process.cpuUsage(before);
  const seconds = durations.sort((a, b) => a - b)[times >> 1] / count;
  return { seconds, cpu: (user + system) / 1e6 / times / count };
}

const allow = new Uint8Array(Math.ceil(n / 8));
for (let row = 0; row < n; row += 10) allow[row >> 3] |= 1 << (row & 7);
await median(1, 10, { limit });
const one = await median(1, 100, { limit });
const filtered = await median(1, 100, { limit, allow });
const batch = await median(batchSize, 10, { limit });
const scoreStart = performance.now();
await searcher.scoreAll({ positives: vectors.slice(0, dimension) });
const scored = (performance.now() - scoreStart) / 1000;
await searcher.close();
await source.close();

const rate = await rawProductRate(dimension, threads);
const faiss = runPeer<{ one: PeerRun; batch: PeerRun }>(
  "faiss-search.py",
  "python3-faiss",
  [file, n, dimension, limit, threads],
  threads,
);
const title = `${n} x ${dimension}, ${limit} nearest, ${threads} threads`;
printTable(`Exact search, one query, ${title} (searcher opened in ${opened.toFixed(1)} s)`, [
  { name: "gleaner", ...one },
  { name: "gleaner, filter that allows 10 %", ...filtered },
  { name: "gleaner, scores of all rows", seconds: scored },
  ...(faiss ? [{ name: "faiss IndexFlatIP", ...faiss.one }] : []),
]);
printTarget("milliseconds of one query", 1000 * one.seconds, { atMost: 12 });
printTarget("time with a 10 % filter, of that without,", filtered.seconds / one.seconds, { atMost: 1 });
printTable(`Exact search, each query of a batch of ${batchSize}`, [
  { name: "gleaner", ...batch },
  {
    name: `limit: raw products, ${(rate.cpu / 1e9).toFixed(0)} GOP/s of a core`,
    seconds: (2 * n * dimension) / rate.wall,
    cpu: (2 * n * dimension) / rate.cpu,
  },
  ...(faiss ? [{ name: "faiss IndexFlatIP", ...faiss.batch }] : []),
]);
printTarget("milliseconds of each query of a batch", 1000 * batch.seconds, { atMost: 0.4 });
