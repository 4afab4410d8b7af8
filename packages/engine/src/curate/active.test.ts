import { createRandom } from "@gleaner/kernel";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type MadeSample, type MadeWorkspace, makeWorkspace, near } from "../testing/made-workspace.ts";

const random = createRandom(4);
const axis = (first: number, second: number) => Float32Array.from({ length: 12 }, (_, i) => [first, second][i] ?? 0);
const cloud = (center: Float32Array, size: number, labels: string[] = []): MadeSample[] =>
  Array.from({ length: size }, () => ({ vector: near(center, 0.09, random), labels }));

/** Two clouds with labels in each, and a third cloud halfway between them, without. */
const labeled = [...cloud(axis(1, 0), 15, ["left"]), ...cloud(axis(0, 1), 15, ["right"])];
const open = [...cloud(axis(1, 0), 90), ...cloud(axis(0, 1), 90), ...cloud(axis(0.7, 0.7), 90)];
const twins = labeled
  .slice(0, 10)
  .map(({ vector }): MadeSample => ({ vector: near(vector, 1e-5, random), labels: [] }));
const between = labeled.length + 180;

describe("goal label with labels", { timeout: 180_000 }, () => {
  let made: MadeWorkspace;
  beforeAll(async () => {
    made = await makeWorkspace([...labeled, ...open, ...twins]);
  });
  afterAll(() => made.close());

  const picksOf = async (request: object) => {
    const result = await made.engine.call("curate", { datasets: ["made"], goal: "label", budget: 40, ...request });
    const members = await made.workspace.slices.members(result.run);
    return { result, picks: [...members].map((number) => made.numbers.indexOf(number)) };
  };

  it("prefers what a probe can't decide, and never picks what is labelled or nearly the same", async () => {
    const { result, picks } = await picksOf({});
    expect(result.pool).toEqual({ kind: "unlabeled", samples: open.length + twins.length });
    expect(picks.every((at) => at >= labeled.length && at < labeled.length + open.length)).toBe(true);
    expect(result.notes.join(" ")).toMatch(/margin sampling/);
    expect(result.notes.join(" ")).toMatch(/10 near-duplicates of them were left out/);
    const plain = await picksOf({ strategy: "typical" });
    const undecided = (list: number[]) => list.filter((at) => at >= between).length;
    expect(undecided(picks)).toBeGreaterThan(undecided(plain.picks));
  });

  it("falls back on all samples where every one is labelled", async () => {
    const request = { datasets: ["made"], goal: "label" as const, where: "label is not null", budget: 5, dryRun: true };
    const result = await made.engine.call("curate", request);
    expect(result).toMatchObject({ pool: { kind: "all", samples: labeled.length }, selected: 5, report: null });
    expect(await made.workspace.slices.has(result.run)).toBe(false);
  });
});
