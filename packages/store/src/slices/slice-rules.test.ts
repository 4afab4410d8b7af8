import { describe, expect, it } from "vitest";
import { sampleInputs } from "../testing/sample-inputs.ts";
import { temporaryWorkspace } from "../testing/temporary-workspace.ts";

async function filled() {
  const workspace = await temporaryWorkspace();
  await workspace.samples.write("photos", sampleInputs(6));
  const rule = (name: string, where: string) => workspace.slices.create({ name, origin: "filter", content: { where } });
  const { slices, samples, datasets, events } = workspace;
  return { slices, samples, datasets, events, rule };
}

describe("dynamic slices", () => {
  it("nest, and are checked before they are made", async () => {
    const { slices, rule } = await filled();
    expect(await rule("wide", "width > 66")).toMatchObject({ count: 3 });
    await slices.create({ name: "first", origin: "manual", content: { numbers: [1, 5] } });
    expect(await rule("both", 'slice("wide") and slice("first")')).toMatchObject({ count: 1 });
    expect(await rule("either", 'slice("wide") or slice("first")')).toMatchObject({ count: 4 });
    expect(await rule("less", 'slice("wide") and not slice("first")')).toMatchObject({ count: 2 });
    await expect(rule("more", 'slice("nothing")')).rejects.toMatchObject({ code: "slice_not_found" });
    await expect(rule("self", 'width > 1 or slice("self")')).rejects.toMatchObject({ code: "bad_filter" });
    await expect(rule("wide", "width > 1")).rejects.toMatchObject({ code: "slice_exists" });
    expect((await slices.list()).map(({ name }) => name)).toEqual(["both", "either", "first", "less", "wide"]);
  });

  it("stay listed with what stops them", async () => {
    const { slices, samples, rule } = await filled();
    await rule("wide", "width > 66");
    await rule("narrow", 'not slice("wide")');
    await slices.delete("wide");
    expect(await slices.get("narrow")).toMatchObject({ count: 0, problem: expect.stringContaining("wide") });
    expect(await slices.list()).toHaveLength(1);
    await expect(samples.count({ slice: "narrow" })).rejects.toMatchObject({ code: "slice_not_found" });
  });

  it("keep to their datasets when those are renamed", async () => {
    const { slices, datasets } = await filled();
    const content = { where: "width > 66", datasets: ["photos"] };
    await slices.create({ name: "wide", origin: "filter", content });
    await datasets.rename("photos", "pictures");
    expect(await slices.get("wide")).toMatchObject({ count: 3 });
  });

  it("change their rule, name and looks, and take it back", async () => {
    const { slices, events, rule } = await filled();
    await rule("wide", "width > 66");
    const edited = await slices.edit("wide", {
      rename: "wider",
      where: "width > 67",
      color: "#d33",
      description: "big",
    });
    expect(edited).toMatchObject({ name: "wider", count: 2, where: "width > 67", color: "#d33", description: "big" });
    await expect(slices.edit("wider", { where: 'slice("wider")' })).rejects.toMatchObject({ code: "bad_filter" });
    await rule("other", "width > 0");
    await expect(slices.edit("other", { rename: "wider" })).rejects.toMatchObject({ code: "slice_exists" });
    await slices.create({ name: "list", origin: "manual", content: { numbers: [1] } });
    await expect(slices.edit("list", { where: "width > 1" })).rejects.toMatchObject({ code: "bad_request" });
    for (let times = 0; times < 3; times++) await events.undo();
    expect(await slices.list()).toMatchObject([{ name: "wide", count: 3, where: "width > 66", color: null }]);
  });
});
