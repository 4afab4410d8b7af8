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

  it.each(["auto", "coverage"] as const)("foretells what %s covers, to the cluster", async (strategy) => {
    const { points, complete, clusters, pool } = await preview({ strategy });
    expect(complete).toBe(clusters);
    expect(points[0]).toMatchObject({ budget: 0, ours: 0 });
    expect(points.at(-1)).toMatchObject({ budget: pool.samples, ours: clusters });
    const below = points.filter(({ budget }) => budget > 0 && budget < clusters);
    for (const { budget, ours, random: draws } of [below[1], below.at(-1) ?? below[0]]) {
      const { clusters: real } = await run({ strategy, budget });
      expect([budget, ours]).toEqual([budget, real.covered]);
      expect(draws.mean).toBeCloseTo(real.coveredByRandom.mean, 6);
    }
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
