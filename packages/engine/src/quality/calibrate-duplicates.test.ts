import { createRandom } from "@gleaner/kernel";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blobs, type MadeSample, type MadeWorkspace, makeWorkspace, near } from "../testing/made-workspace.ts";

const copies = 60;
const scenes = 60;

/** 240 pictures; 60 of them have a copy about 1e-3 away, 60 others a picture of the same scene about 2e-2 away, which is no duplicate. */
function samples(): MadeSample[] {
  const random = createRandom(2);
  const made = blobs([80, 80, 80], 4, 16, 0.3);
  return [
    ...made,
    ...Array.from({ length: copies }, (_, at) => ({ ...made[at], vector: near(made[at].vector, 0.011, random) })),
    ...Array.from({ length: scenes }, (_, at) => ({
      ...made[100 + at],
      vector: near(made[100 + at].vector, 0.05, random),
    })),
  ];
}

describe("calibrateDuplicates", () => {
  let made: MadeWorkspace;
  beforeAll(async () => {
    made = await makeWorkspace(samples());
  });
  afterAll(() => made.close());
  const isCopy = ([a, b]: readonly [string, string]) => {
    const [first, second] = [made.ids.indexOf(a), made.ids.indexOf(b)].sort((x, y) => x - y);
    return second === first + 240 && first < copies;
  };

  it("sets the distance by about twenty answers, between copies and scenes, and states the precision", async () => {
    const start = await made.engine.call("calibrateDuplicates", { datasets: ["made"] });
    expect(start).toMatchObject({ source: "default", precision: null, answers: { yes: 0, no: 0 } });
    expect(start.missing).toMatch(/10 answers/);
    expect(start.histogram.edges.length).toBe(start.histogram.counts.length + 1);
    let result = start;
    for (let round = 0; round < 3; round++) {
      const asked = result.questions.map(({ a, b }): [string, string] => [a, b]).slice(0, 8);
      const yes = asked.filter(isCopy);
      const no = asked.filter((pair) => !isCopy(pair));
      result = await made.engine.call("calibrateDuplicates", { datasets: ["made"], yes, no, questions: 8 });
    }
    expect(result).toMatchObject({ source: "answers", missing: null });
    expect(result.threshold).toBeGreaterThan(0.0005);
    expect(result.threshold).toBeLessThan(0.02);
    expect(result.precision?.value).toBeGreaterThanOrEqual(0.95);
    expect(result.pairs).toBeGreaterThan(0.8 * copies);
    expect(result.pairs).toBeLessThan(1.25 * copies);
    const { counts, findings } = await made.engine.call("quality", { datasets: ["made"], kinds: ["duplicate"] });
    expect(counts.duplicate).toBeGreaterThan(0.75 * copies);
    expect(findings[0].reason).toContain(result.threshold.toPrecision(2));
  });

  it("refuses contradictions, and forgets answers", async () => {
    const [a, b] = made.ids;
    const both = { datasets: ["made"], yes: [[a, b]], no: [[b, a]] } as {
      yes: [string, string][];
      no: [string, string][];
    };
    await expect(made.engine.call("calibrateDuplicates", both)).rejects.toMatchObject({ code: "bad_request" });
    await expect(made.engine.call("calibrateDuplicates", { yes: [[a, a]] })).rejects.toMatchObject({
      code: "bad_request",
    });
    const { answers } = await made.engine.call("calibrateDuplicates", { no: [[a, b]] });
    const after = await made.engine.call("calibrateDuplicates", { forget: [[b, a]] });
    expect(after.answers.no).toBe(answers.no - 1);
  });
});
