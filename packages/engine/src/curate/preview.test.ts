import { createRandom } from "@gleaner/kernel";
import type { RequestOf } from "@gleaner/schema";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blobs, direction, type MadeWorkspace, makeWorkspace } from "../testing/made-workspace.ts";

const random = createRandom(4);
const loners = 30;

describe("previewCuration", () => {
  let made: MadeWorkspace;
  beforeAll(async () => {
    const alone = Array.from({ length: loners }, () => ({ vector: direction(16, random) }));
    const common = blobs([150, 90, 60, 40, 30, 20, 10], 5).map(({ vector }, at) => ({
      vector,
      labels: at % 15 === 0 ? ["seen"] : [],
    }));
    made = await makeWorkspace([...common, ...alone]);
  });
  afterAll(() => made.close());

  const preview = (request: RequestOf<"curate">) =>
    made.engine.call("previewCuration", { datasets: ["made"], pool: "all", ...request });
  const run = (request: RequestOf<"curate">) =>
    made.engine.call("curate", { datasets: ["made"], pool: "all", dryRun: true, ...request });

  it("foretells what the strategies that follow the tree cover, to the cluster", async () => {
    const { points, complete, pool } = await preview({ strategy: "coverage" });
    expect(points[0]).toMatchObject({ budget: 0, ours: 0 });
    expect(points.at(-1)?.budget).toBe(pool.samples);
    expect(complete).toBeGreaterThan(points[5].budget);
    for (const { budget, ours, random: draws } of [points[2], points[5]]) {
      const { clusters } = await run({ strategy: "coverage", budget });
      expect([budget, ours]).toEqual([budget, clusters.covered]);
      expect(draws.mean).toBeCloseTo(clusters.coveredByRandom.mean, 6);
    }
  });

  it("comes near to the default strategy once its share of rare samples is measured", async () => {
    await expect.poll(async () => (await preview({})).refining, { timeout: 60_000 }).toBe(false);
    const { points, complete, clusters } = await preview({});
    expect(complete).toBe(clusters);
    const { budget, ours } = points[8];
    const { clusters: real } = await run({ budget });
    expect(Math.abs((ours ?? 0) - real.covered) / real.covered).toBeLessThan(0.2);
    expect(points.every((point) => point.budget < clusters || point.ours === clusters)).toBe(true);
  });

  it("passes over what the labels cover, and knows the samples without one", async () => {
    const { pool, clusters, complete } = await preview({ pool: "auto" });
    expect(pool).toEqual({ kind: "unlabeled", samples: made.ids.length - 27 });
    expect(complete).toBeLessThan(clusters);
  });

  it("foretells nothing for farthest points and for other goals, but random draws", async () => {
    for (const request of [{ strategy: "k-center" }, { goal: "edge-cases" }] as const) {
      const { points, complete } = await preview(request);
      expect(complete).toBeNull();
      expect(points.every(({ ours, random: draws }) => ours === null && Number.isFinite(draws.mean))).toBe(true);
    }
  });
});
