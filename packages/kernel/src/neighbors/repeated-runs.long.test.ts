import { performance } from "node:perf_hooks";
import { describe, expect, it } from "vitest";
import { createRandom } from "../random.ts";
import { createSearcher } from "../search/searcher.ts";
import { vectorsInMemory } from "../vectors.ts";
import { computeNeighbors } from "./compute-neighbors.ts";

const dimension = 256;
const n = 6000;
const random = createRandom(1);
const rows = Float32Array.from({ length: n * dimension }, () => random.normal());
const source = vectorsInMemory(rows, dimension);

/** Resident memory in MB, measured after `run` was called `times` times. */
async function memoryAfter(times: number, run: () => Promise<unknown>): Promise<number> {
  for (let turn = 0; turn < times; turn++) await run();
  globalThis.gc?.();
  return process.memoryUsage().rss / 2 ** 20;
}

describe("repeated runs", () => {
  it("of graphs do not make memory grow", { timeout: 1_800_000 }, async () => {
    const run = () => computeNeighbors(source, { threads: 2 });
    const early = await memoryAfter(20, run);
    const late = await memoryAfter(80, run);
    expect(late - early).toBeLessThan(60);
  });

  it("of searches do not make memory grow", { timeout: 600_000 }, async () => {
    const searcher = await createSearcher(source, { threads: 2 });
    const run = () => searcher.search(rows.slice(0, 64 * dimension), { limit: 10 });
    const early = await memoryAfter(200, run);
    const late = await memoryAfter(800, run);
    await searcher.close();
    expect(late - early).toBeLessThan(60);
  });

  it("leave the event loop free", { timeout: 600_000 }, async () => {
    const before = performance.eventLoopUtilization();
    const started = performance.now();
    await computeNeighbors(source, { threads: 1 });
    const { active } = performance.eventLoopUtilization(before);
    expect(active / (performance.now() - started)).toBeLessThan(0.5);
  });
});
