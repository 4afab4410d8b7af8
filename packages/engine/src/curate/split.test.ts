import { createRandom } from "@gleaner/kernel";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blobs, type MadeSample, type MadeWorkspace, makeWorkspace, near } from "../testing/made-workspace.ts";
import { runFacts } from "./run-facts.ts";

const random = createRandom(5);
const planted = 30;

/** Four classes, 30 near-copies of samples, and videos of five frames for the first class. */
function samples(): MadeSample[] {
  const made = blobs([120, 80, 60, 40]);
  const copies = Array.from({ length: planted }, (_, i) => {
    const original = made[i * 9];
    return { ...original, vector: near(original.vector, 1e-5, random) };
  });
  return [...made, ...copies].map((sample, at) => ({
    ...sample,
    meta: { video: at < 120 ? `v${Math.floor(at / 5)}` : null },
  }));
}

describe("goal split", { timeout: 180_000 }, () => {
  let made: MadeWorkspace;
  beforeAll(async () => {
    made = await makeWorkspace(samples());
  });
  afterAll(() => made.close());

  const partsOf = async (names: readonly string[]) => {
    const members = await Promise.all(names.map((name) => made.workspace.slices.members(name)));
    const part = new Map(
      members.flatMap((numbers, at) => [...numbers].map((number): [number, number] => [number, at])),
    );
    return [...made.numbers].map((number) => part.get(number) ?? -1);
  };

  it("keeps every planted near-duplicate with its original, every class in proportion, and takes every sample", async () => {
    const result = await made.engine.call("curate", { datasets: ["made"], goal: "split" });
    expect(result.slices.map(({ name }) => name)).toEqual(["train", "val", "test"]);
    expect(result.selected).toBe(330);
    expect(result.metrics.leaks).toBe(0);
    expect((result.control.leaks as { mean: number }).mean).toBeGreaterThan(4);
    const part = await partsOf(["train", "val", "test"]);
    expect(part).not.toContain(-1);
    for (let i = 0; i < planted; i++) expect(part[300 + i]).toBe(part[i * 9]);
    expect(result.metrics.classError).toBeLessThan((result.control.classError as { mean: number }).mean);
    expect(result.metrics.classError).toBeLessThan(1);
    expect(result.metrics.largestSimilarity).toBeLessThan((result.control.largestSimilarity as { mean: number }).mean);
  });

  it("never lets a group of the user straddle", async () => {
    const request = { datasets: ["made"], goal: "split" as const, groups: ["meta.video"], ratios: { a: 0.5, b: 0.5 } };
    const result = await made.engine.call("curate", { ...request, into: "grouped" });
    expect(result.slices.map(({ name }) => name)).toEqual(["grouped a", "grouped b"]);
    const part = await partsOf(["grouped a", "grouped b"]);
    for (let at = 0; at < 120; at++) expect(part[at]).toBe(part[5 * Math.floor(at / 5)]);
    expect(result.metrics.leaks).toBe(0);
  });

  it("names later splits after their run and gives the same parts for the same seed", async () => {
    const again = await made.engine.call("curate", { datasets: ["made"], goal: "split" });
    expect(again.slices.map(({ name }) => name)).toEqual([
      `${again.run} train`,
      `${again.run} val`,
      `${again.run} test`,
    ]);
    expect(await partsOf(again.slices.map(({ name }) => name))).toEqual(await partsOf(["train", "val", "test"]));
  });

  it("puts the certificate into the report", async () => {
    const html = await made.engine.reportFile("split-1", "html");
    expect(html).toContain("No two samples of different parts are as alike as near-duplicates");
    expect(html).toContain("near-duplicate pairs left across splits");
    const { outcome } = await made.workspace.curations.get("split-1");
    expect(runFacts(outcome).pool).toBe(330);
  });

  it("refuses ratios that make no sense", async () => {
    const split = (ratios: Record<string, number>) =>
      made.engine.call("curate", { datasets: ["made"], goal: "split", ratios, dryRun: true });
    await expect(split({ train: 0.8, test: 0.8 })).rejects.toMatchObject({ code: "bad_request" });
    await expect(split({ train: 1 })).rejects.toMatchObject({ code: "bad_request" });
    const grouped = (groups: string[]) =>
      made.engine.call("curate", { datasets: ["made"], goal: "split", groups, dryRun: true });
    await expect(grouped(["wdth"])).rejects.toMatchObject({ code: "bad_filter" });
    await expect(grouped(["meta.nothing.here"])).rejects.toMatchObject({ code: "bad_request" });
  });

  it("sets the field split when asked to, which one undo takes back", async () => {
    const request = { datasets: ["made"], goal: "split" as const, into: "assigned", assign: true };
    const { slices, assigned } = await made.engine.call("curate", request);
    expect(assigned).toBe(330);
    const withSplit = async (name: string) =>
      (await made.workspace.samples.numbers({ where: `split = "${name}"` })).sort();
    for (const [at, name] of ["train", "val", "test"].entries()) {
      expect(await withSplit(name)).toEqual((await made.workspace.slices.members(slices[at].name)).sort());
    }
    await made.engine.call("undo", {});
    expect(await withSplit("train")).toHaveLength(0);
    expect(await made.workspace.slices.has("assigned train")).toBe(true);
    await expect(
      made.engine.call("curate", { datasets: ["made"], goal: "label", assign: true, dryRun: true }),
    ).rejects.toMatchObject({ code: "bad_request" });
  });

  it("takes its slices back one by one", async () => {
    await made.engine.call("curate", { datasets: ["made"], goal: "split", into: "undone" });
    await made.engine.call("undo", {});
    expect(await made.workspace.slices.has("undone test")).toBe(false);
    expect(await made.workspace.slices.has("undone train")).toBe(true);
  });
});
