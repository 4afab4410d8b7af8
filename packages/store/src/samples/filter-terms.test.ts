import { describe, expect, it } from "vitest";
import type { Workspace } from "../contract/workspace.ts";
import { atAngles, nearFirstAxis, samplesAt } from "../testing/function-definitions.ts";
import { sampleInput } from "../testing/sample-inputs.ts";
import { temporaryWorkspace } from "../testing/temporary-workspace.ts";

const cosine = (degrees: number) => Math.cos((degrees * Math.PI) / 180);
const idOf = (index: number) => sampleInput(index).id;

async function matching(workspace: Workspace, where: string, space = "plane") {
  return [...(await workspace.samples.numbers({ where, space }))];
}

describe("similar(...)", () => {
  it("is the cosine to a sample in the space of the query", async () => {
    const workspace = await temporaryWorkspace();
    const numbers = await samplesAt(workspace, [0, 20, 80, 180]);
    await workspace.spaces.ensure({ name: "other", model: "m", modelHash: "h", dimension: 2 });
    await workspace.vectors.append("other", numbers.slice(0, 3), atAngles(0, 90, 1));
    const near = `similar("${idOf(0)}") > 0.9`;
    expect(await matching(workspace, near)).toEqual([numbers[0], numbers[1]]);
    expect(await matching(workspace, near, "other")).toEqual([numbers[0], numbers[2]]);
    const values = await workspace.samples.values(numbers, `similar("${idOf(1)}")`, { space: "plane" });
    expect([...values]).toEqual([20, 0, 60, 160].map((angle) => expect.closeTo(cosine(angle), 6)));
    expect([...(await workspace.samples.numbers({ sort: `-similar("${idOf(3)}")`, space: "plane" }))]).toEqual(
      [3, 2, 1, 0].map((at) => numbers[at]),
    );
  });

  it("knows of vectors that come and go", async () => {
    const workspace = await temporaryWorkspace();
    const numbers = await samplesAt(workspace, [0, 90]);
    const near = `similar("${idOf(0)}") > 0.9`;
    expect(await matching(workspace, near)).toHaveLength(1);
    await workspace.vectors.append("plane", Int32Array.of(numbers[1]), atAngles(5));
    expect(await matching(workspace, near)).toHaveLength(2);
    await workspace.samples.write("photos", [sampleInput(1, { content: "changed" })]);
    expect(await matching(workspace, near)).toHaveLength(1);
  });

  it("says which sample or space is missing", async () => {
    const workspace = await temporaryWorkspace();
    await samplesAt(workspace, [0]);
    await workspace.samples.write("photos", [sampleInput(9)]);
    await expect(matching(workspace, 'similar("nobody") > 0')).rejects.toMatchObject({ code: "sample_not_found" });
    await expect(matching(workspace, `similar("${idOf(9)}") > 0`)).rejects.toMatchObject({ code: "not_embedded" });
    await expect(matching(workspace, `similar("${idOf(0)}") > 0`, "none")).rejects.toMatchObject({
      code: "space_not_found",
    });
  });

  it("works in the rules of slices, in the space that the slice refers to", async () => {
    const workspace = await temporaryWorkspace();
    const numbers = await samplesAt(workspace, [0, 20, 80]);
    const where = `similar("${idOf(0)}") > 0.9`;
    await workspace.slices.create({ name: "near", origin: "filter", content: { where, space: "plane" } });
    await workspace.slices.create({ name: "rest", origin: "filter", content: { where: 'not slice("near")' } });
    expect(await workspace.slices.get("rest")).toMatchObject({ count: 1 });
    expect(await matching(workspace, 'slice("rest") or width = 64', "default")).toEqual([numbers[0], numbers[2]]);
  });
});

describe("labeled_distance", () => {
  it("is the distance to the nearest labelled sample, and follows the labels", async () => {
    const workspace = await temporaryWorkspace();
    const numbers = await samplesAt(workspace, [0, 20, 90, 180]);
    const values = async () => [...(await workspace.samples.values(numbers, "labeled_distance", { space: "plane" }))];
    expect(await values()).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
    await workspace.labels.set(numbers.slice(0, 1), "ahead");
    expect(await values()).toEqual([0, 20, 90, 180].map((angle) => expect.closeTo(1 - cosine(angle), 6)));
    await workspace.labels.set(numbers.slice(2, 3), "up");
    expect(await values()).toEqual([0, 20, 0, 90].map((angle) => expect.closeTo(1 - cosine(angle), 6)));
    expect(await matching(workspace, "label is null and labeled_distance > 0.5")).toEqual([numbers[3]]);
    await workspace.labels.clear(numbers.slice(0, 1));
    expect(await values()).toEqual([90, 70, 0, 90].map((angle) => expect.closeTo(1 - cosine(angle), 6)));
  });

  it("is exact with more labels than are compared one by one", async () => {
    const workspace = await temporaryWorkspace();
    const angles = Array.from({ length: 200 }, (_, at) => (at * 137.5) % 360);
    const numbers = await samplesAt(workspace, angles);
    await workspace.labels.set(numbers.slice(0, 60), "first");
    const values = await workspace.samples.values(numbers, "labeled_distance", { space: "plane" });
    const expected = angles.map((angle) => 1 - Math.max(...angles.slice(0, 60).map((other) => cosine(angle - other))));
    expect([...values]).toEqual(expected.map((value) => expect.closeTo(value, 5)));
  });
});

describe("facets of terms", () => {
  it("are histograms of functions and counts of predictions", async () => {
    const workspace = await temporaryWorkspace();
    const numbers = await samplesAt(workspace, [0, 5, 90]);
    await workspace.samples.write("photos", [sampleInput(7)]);
    const definition = nearFirstAxis();
    await workspace.functions.create(definition, await workspace.functions.score(definition, definition));
    await workspace.labels.replace("net", [{ number: numbers[0], labels: [{ class: "road" }] }]);
    const { facets, total } = await workspace.samples.facets({}, ['fn("ahead")', 'prediction("net")'], 10);
    const [scores, classes] = facets;
    expect(total).toBe(4);
    expect(scores).toMatchObject({ kind: "histogram", field: 'fn("ahead")', missing: 1 });
    expect(scores.kind === "histogram" && scores.counts.reduce((sum, count) => sum + count, 0)).toBe(3);
    expect(classes).toMatchObject({
      kind: "values",
      values: [
        { value: null, count: 3 },
        { value: "road", count: 1 },
      ],
    });
    const fields = (await workspace.samples.facets({}, [], 5)).facets.map(({ field }) => field);
    expect(fields).toContain('fn("ahead")');
  });

  it("find values of long lists by a part of them", async () => {
    const workspace = await temporaryWorkspace();
    await workspace.samples.write(
      "photos",
      Array.from({ length: 30 }, (_, at) =>
        sampleInput(at, { labels: [{ class: `Class ${at}` }], meta: { "odd name": `Lens ${at % 12}`, plain: at } }),
      ),
    );
    const [label, lens] = (await workspace.samples.facets({}, ["label", 'meta."odd name"'], 3, "S 1")).facets;
    expect(label).toMatchObject({
      distinct: 11,
      values: [{ value: "Class 1" }, { value: "Class 10" }, { value: "Class 11" }],
    });
    expect(lens).toMatchObject({ field: 'meta."odd name"', distinct: 3 });
    expect(lens.kind === "values" && lens.values.map(({ value }) => value)).toEqual(["Lens 1", "Lens 10", "Lens 11"]);
  });
});
