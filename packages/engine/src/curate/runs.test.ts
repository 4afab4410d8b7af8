import { createRandom } from "@gleaner/kernel";
import { curateRequestSchema } from "@gleaner/schema";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseReport } from "../report/index.ts";
import { blobs, direction, type MadeWorkspace, makeWorkspace } from "../testing/made-workspace.ts";

describe("the history of runs", { timeout: 180_000 }, () => {
  let made: MadeWorkspace;
  beforeAll(async () => {
    made = await makeWorkspace(blobs([150, 60, 30, 4, 1, 1], 8).map((sample) => ({ ...sample, labels: [] })));
  });
  afterAll(() => made.close());

  const call = (request: object) => made.engine.call("curate", curateRequestSchema.strict().parse(request));
  const documentOf = async (run: string) => parseReport(await made.engine.reportFile(run, "json"));

  it("repeats a run from the recipe that its report prints: the same picks, figures and pictures", async () => {
    const first = await call({ datasets: ["made"], budget: "20%", where: "width >= 64", edgeShare: 0.25, seed: 3 });
    const { recipe } = await documentOf(first.run);
    expect(recipe.json).toEqual({
      goal: "label",
      datasets: ["made"],
      budget: "20%",
      where: "width >= 64",
      edgeShare: 0.25,
      seed: 3,
    });
    expect(recipe.command).toBe(
      "gleaner curate made --goal label --budget 20% --edge-share 0.25 --where 'width >= 64' --seed 3",
    );
    const second = await call(recipe.json);
    const withoutNames = async (run: string) => {
      const { run: _, slices, ...rest } = await documentOf(run);
      return { ...rest, counts: slices.map(({ count }) => count) };
    };
    expect(await withoutNames(second.run)).toEqual(await withoutNames(first.run));
    expect(await made.engine.call("compareCurations", { a: first.run, b: second.run })).toMatchObject({
      shared: first.selected,
      onlyA: 0,
      onlyB: 0,
      jaccard: 1,
      newInB: 0,
      recipe: [],
      sameInputs: true,
    });
  });

  it("shows what changed when a recipe is applied to grown data", async () => {
    const random = createRandom(77);
    const before = await call({ datasets: ["made"], budget: 30, strategy: "k-center" });
    await made.add(Array.from({ length: 25 }, () => ({ vector: direction(16, random), labels: [] })));
    await made.engine.call("index", { datasets: ["made"], map: "pca" });
    const { recipe } = await made.engine.call("getCuration", { run: before.run });
    const grown = await call(recipe);
    const compared = await made.engine.call("compareCurations", { a: before.run, b: grown.run });
    expect(compared).toMatchObject({ sameInputs: false, recipe: [], pool: { a: 246, b: 271 } });
    expect(compared.newInB).toBeGreaterThan(5);
    expect(compared.newInB).toBeLessThanOrEqual(compared.onlyB);
    expect(compared.metrics.find(({ key }) => key === "edgeCases")?.b).toBeGreaterThan(5);
  });

  it("tells of a run what it stood on, and forgets it with its report when it is deleted", async () => {
    const detail = await made.engine.call("getCuration", { run: "label-1" });
    expect(detail).toMatchObject({ goal: "label", pool: 246, budget: 49, selected: 49 });
    expect(Object.keys(detail.inputs)).toEqual(["index", "pool", "labels"]);
    expect(detail.verdict).not.toBe("");
    await made.engine.call("deleteCuration", { run: "label-1" });
    await expect(made.engine.call("getCuration", { run: "label-1" })).rejects.toMatchObject({
      code: "curation_not_found",
    });
    await expect(made.engine.reportFile("label-1", "html")).rejects.toMatchObject({ code: "curation_not_found" });
    expect(await made.workspace.slices.has("label-1")).toBe(true);
  });

  it("draws coverage up to what would be picked next, and says where edge cases begin to crowd out the rest", async () => {
    const { run } = await call({ datasets: ["made"], budget: 120, strategy: "coverage" });
    const { saturation, headline, picks } = await documentOf(run);
    expect(headline.ours).toBe(headline.total);
    const budgets = saturation?.points.map(({ budget }) => budget) ?? [];
    expect(budgets).toContain(120);
    expect(budgets).toContain(220);
    expect(saturation?.points.find(({ ours }) => ours === headline.total)?.budget).toBe(headline.total);
    expect(saturation?.marginal).toMatchObject([{ more: 100, gain: 0 }]);
    expect(saturation?.edgeCrowding).toBeGreaterThan(0);
    expect(saturation?.edgeCrowding).toBeLessThan(headline.total ?? 0);
    expect(picks[0].nearestPick?.similarity).toBeGreaterThan(0);
  });

  it("reports on any slice", async () => {
    await made.engine.call("createSlice", { name: "few", ids: made.ids.slice(0, 20) });
    const { json } = await made.engine.call("createReport", { slice: "few" });
    expect(json).toContain("slice-few.json");
  });
});
