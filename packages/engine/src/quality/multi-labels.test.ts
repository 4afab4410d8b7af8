import { createRandom } from "@gleaner/kernel";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { direction, type MadeSample, type MadeWorkspace, makeWorkspace, near } from "../testing/made-workspace.ts";

/** Beaches (sand, sea), harbours (boat, sea) and streets (car), 25 each. Beach 3 lacks the sea, street 60 has one. */
function samples(): MadeSample[] {
  const random = createRandom(5);
  return [["sand", "sea"], ["boat", "sea"], ["car"]].flatMap((labels, scene) => {
    const center = direction(16, random);
    return Array.from({ length: 25 }, (_, place): MadeSample => {
      const at = scene * 25 + place;
      const own = at === 3 ? ["sand"] : at === 60 ? ["car", "sea"] : labels;
      return { vector: near(center, 0.1, random), labels: own };
    });
  });
}

describe("wrong labels of samples with several", () => {
  let made: MadeWorkspace;
  beforeAll(async () => {
    made = await makeWorkspace(samples());
  });
  afterAll(() => made.close());
  const run = () => made.engine.call("quality", { datasets: ["made"], kinds: ["mislabel"] });
  const labelsOf = async (at: number) => (await made.engine.call("getSample", { id: made.ids[at] })).labels;

  it("are each judged by themselves: one too many and one too few", async () => {
    const { findings, notes } = await run();
    expect(
      findings
        .map(({ issue, sample, label, suggested }) => [issue, made.ids.indexOf(sample), label, suggested])
        .sort((a, b) => Number(a[1]) - Number(b[1])),
    ).toEqual([
      ["missing_label", 3, null, "sea"],
      ["wrong_label", 60, "sea", null],
    ]);
    expect(findings.find(({ issue }) => issue === "missing_label")?.reason).toMatch(
      /not labelled sea, as 1\d of its 15/,
    );
    expect(notes.join(" ")).toMatch(/several labels/);
  });

  it("are put right: a missing one comes to the others, and what is right is not found again", async () => {
    const { findings } = await run();
    const missing = findings.filter(({ issue }) => issue === "missing_label");
    await made.engine.call("resolveFindings", { ids: missing.map(({ id }) => id), action: "relabel" });
    expect((await labelsOf(3)).toSorted()).toEqual(["sand", "sea"]);
    expect((await run()).findings.map(({ issue }) => issue)).toEqual(["wrong_label"]);
    await made.engine.call("undo", {});
    expect(await labelsOf(3)).toEqual(["sand"]);
  });
});
