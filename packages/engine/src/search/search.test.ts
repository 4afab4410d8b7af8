import type { RequestOf } from "@gleaner/schema";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blobs, type MadeWorkspace, makeWorkspace } from "../testing/made-workspace.ts";

let made: MadeWorkspace;
const sizes = [20, 20, 10];
const samples = blobs(sizes);
beforeAll(async () => {
  made = await makeWorkspace(samples);
});
afterAll(() => made.close());

const search = (request: RequestOf<"search">) => made.engine.call("search", { limit: 5, ...request });
const alike = (...positions: number[]) => ({ similarTo: { samples: positions.map((at) => made.ids[at]) } });

function cosine(a: number, b: number): number {
  return Array.from(samples[a].vector).reduce((sum, value, j) => sum + value * samples[b].vector[j], 0);
}

describe("search", () => {
  it("finds what brute force finds, the example first, with cosines as scores", async () => {
    for (const at of [3, 25, 49]) {
      const { results } = await search(alike(at));
      const order = made.ids.map((_, row) => row).sort((a, b) => cosine(at, b) - cosine(at, a));
      expect(results.map(({ id }) => made.ids.indexOf(id))).toEqual(order.slice(0, 5));
      expect(results[0]).toEqual({ id: made.ids[at], path: `${at}.png`, score: expect.closeTo(1, 5) });
      results.forEach(({ score }, place) => {
        expect(score).toBeCloseTo(cosine(at, order[place]), 5);
      });
    }
  });

  it("keeps to a filter, also to one that nothing passes", async () => {
    const { results } = await search({ ...alike(3), where: 'label = "c2"', limit: 50 });
    expect(results.map(({ id }) => made.ids.indexOf(id)).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 10 }, (_, at) => 40 + at),
    );
    expect((await search({ ...alike(3), where: "width > 9999" })).results).toEqual([]);
  });

  it("names what is wrong with an example", async () => {
    await expect(search({ similarTo: { samples: ["nobody"] } })).rejects.toMatchObject({ code: "sample_not_found" });
    await expect(search({ similarTo: {} })).rejects.toMatchObject({ code: "bad_request" });
    await expect(search({ ...alike(1), unit: "object" })).rejects.toMatchObject({ code: "space_not_found" });
    await made.workspace.spaces.ensure({ name: "other", model: "made", modelHash: "other", dimension: 4 });
    await expect(search({ similarTo: { samples: [made.ids[1]], space: "other" } })).rejects.toMatchObject({
      code: "not_embedded",
      hint: expect.stringContaining("default"),
    });
  });

  it("sees samples that arrive and no longer those that were deleted", async () => {
    await search(alike(0));
    await made.add([{ ...samples[0], content: "the same again" }]);
    const arrived = made.ids[samples.length];
    expect((await search({ ...alike(0), limit: 2 })).results.map(({ id }) => id).sort()).toEqual(
      [made.ids[0], arrived].sort(),
    );
    await made.workspace.findings.resolve({ summary: "Deleted one.", states: [], deletions: [made.numbers[50]] });
    await expect(search(alike(samples.length))).rejects.toMatchObject({ code: "sample_not_found" });
    const { results } = await search({ ...alike(0), limit: 100 });
    expect(results).toHaveLength(samples.length);
  });
});
