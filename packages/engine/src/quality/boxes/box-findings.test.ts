import { createRandom } from "@gleaner/kernel";
import type { Box, Finding, RequestOf } from "@gleaner/schema";
import type { ObjectInput } from "@gleaner/store";
import { afterEach, describe, expect, it } from "vitest";
import { direction, type MadeSample, type MadeWorkspace, makeWorkspace, near } from "../../testing/made-workspace.ts";

const object = (name: string, box: Box, source = "import", confidence: number | null = null): ObjectInput => ({
  ...{ key: null, class: name, source, confidence, box },
  polygons: null,
  attributes: {},
});

/**
 * 40 images of 64 x 64 with a cat of about 20 x 20 each; the first 20 are alike and hold a dog too, but for number 3. Image 0 has its cat
 * twice, 1 a cat that leaves the image, 2 a sliver, 30 a huge cat. The model `yolo` sees a dog instead of the cat in 10, another dog in 11
 * that nobody labelled, and the cat of 12 at another place.
 */
function samples(): MadeSample[] {
  const random = createRandom(6);
  const [street, yard] = [direction(16, random), direction(16, random)];
  return Array.from({ length: 40 }, (_, at): MadeSample => {
    const size = 20 * Math.exp(0.03 * random.normal());
    const cat: Box = at === 30 ? [1, 1, 62, 62] : [4, 4, size, size];
    const objects = [object("cat", cat)];
    if (at < 20 && at !== 3) objects.push(object("dog", [40, 40, 18, 18]));
    if (at === 0) objects.push(object("cat", [4, 4, size, size + 0.5]));
    if (at === 1) objects.push(object("cat", [54, 30, size, size]));
    if (at === 2) objects.push(object("cat", [2, 60, 30, 1]));
    if (at === 10) objects.push(object("dog", cat, "yolo", 0.99));
    if (at === 11) objects.push(object("cat", cat, "yolo", 0.9), object("dog", [40, 4, 10, 10], "yolo", 0.97));
    if (at === 12) objects.push(object("cat", [22, 22, size, size], "yolo", 0.97));
    return { vector: near(at < 20 ? street : yard, 0.1, random), objects };
  });
}

describe("findings of boxes", () => {
  let made: MadeWorkspace;
  afterEach(() => made.close());

  const run = (request: RequestOf<"quality"> = {}) =>
    made.engine.call("quality", { datasets: ["made"], kinds: ["box"], ...request });
  const at = (id: string) => made.ids.indexOf(id);
  const of = (findings: readonly Finding[], issue: string) => findings.filter((finding) => finding.issue === issue);
  const placesOf = (findings: readonly Finding[], issue: string) => of(findings, issue).map(({ sample }) => at(sample));

  it("tells boxes twice, beyond the image, slivers, odd sizes and missing objects without predictions", async () => {
    made = await makeWorkspace(samples());
    const { findings, counts, notes } = await run();
    expect(placesOf(findings, "duplicate_box")).toEqual([0]);
    expect(placesOf(findings, "out_of_image")).toEqual([1]);
    expect(placesOf(findings, "sliver")).toEqual([2]);
    expect(placesOf(findings, "size_outlier")).toContain(30);
    expect(of(findings, "missing_object")).toMatchObject([{ suggested: "dog", object: null }]);
    expect(placesOf(findings, "missing_object")).toEqual([3]);
    expect(of(findings, "duplicate_box")[0]).toMatchObject({
      relatedUnit: "object",
      label: "cat",
      object: expect.any(String),
    });
    expect(of(findings, "duplicate_box")[0].related.length).toBe(1);
    expect(counts.box).toBe(findings.length);
    expect(findings.some(({ issue }) => ["swap", "overlooked", "badloc"].includes(issue))).toBe(false);
    expect(notes.join(" ")).toMatch(/--unit object/);
    expect((await run()).computed).toEqual([]);
  });

  it("compares with predictions under ObjectLab's and FiftyOne's names, and fixes them undoably", async () => {
    made = await makeWorkspace(samples());
    const { findings } = await run({ model: "yolo" });
    expect(of(findings, "swap")).toMatchObject([{ label: "cat", suggested: "dog" }]);
    expect(placesOf(findings, "swap")).toEqual([10]);
    expect(of(findings, "overlooked")).toMatchObject([{ suggested: "dog", box: [40, 4, 10, 10] }]);
    expect(placesOf(findings, "possible_spurious")).toContain(13);
    const [swap] = of(findings, "swap");
    const [overlooked] = of(findings, "overlooked");
    const [double] = of(findings, "duplicate_box");
    const objectsOf = async (place: number) =>
      (await made.engine.call("getSample", { id: made.ids[place] })).objects.map(({ class: name, source }) => [
        name,
        source,
      ]);
    const before = [await objectsOf(0), await objectsOf(10), await objectsOf(11)];
    expect(
      await made.engine.call("resolveFindings", { ids: [swap.id, overlooked.id], action: "relabel" }),
    ).toMatchObject({
      changed: 2,
      relabeled: 2,
    });
    expect(await objectsOf(10)).toContainEqual(["dog", "human"]);
    expect(await objectsOf(11)).toContainEqual(["dog", "human"]);
    expect(await made.engine.call("resolveFindings", { ids: [double.id], action: "delete" })).toMatchObject({
      deleted: 1,
    });
    expect((await objectsOf(0)).length).toBe(2);
    await made.engine.call("undo", {});
    await made.engine.call("undo", {});
    expect([await objectsOf(0), await objectsOf(10), await objectsOf(11)]).toEqual(before);
    expect(
      (await made.engine.call("listFindings", { kinds: ["box"], count: 1000 })).findings.map(({ id }) => id),
    ).toEqual(expect.arrayContaining([swap.id, overlooked.id, double.id]));
  });

  it("tells crops that look like another class, and one that looks like nothing, from the space of objects", async () => {
    made = await makeWorkspace(samples());
    const { workspace } = made;
    const random = createRandom(7);
    const centers = [direction(16, random), direction(16, random)];
    const numbers = await workspace.samples.numbers({ datasets: ["made"], unit: "object" });
    const { classes, indices } = await workspace.samples.classes(numbers);
    const vectors = [...numbers].map((_, place) => {
      const code = classes[indices[place]] === "cat" ? 0 : 1;
      if (place === numbers.length - 1) return near(direction(16, random), 0.01, random);
      return near(centers[place === 20 ? 1 - code : code], 0.05, random);
    });
    await workspace.spaces.ensure({ name: "objects", model: "made", modelHash: "made", unit: "object", dimension: 16 });
    await workspace.vectors.append("objects", numbers, Float32Array.from(vectors.flatMap((vector) => [...vector])));
    await made.engine.call("index", { datasets: ["made"], space: "objects", unit: "object", map: "pca" });
    const { findings } = await run();
    const ids = await workspace.samples.numbersToIds(numbers);
    expect(of(findings, "wrong_class").map((finding) => finding.object)).toContain(ids[20]);
    const about = [...of(findings, "background"), ...of(findings, "wrong_class")].map((finding) => finding.object);
    expect(about).toContain(ids.at(-1));
  });
});
