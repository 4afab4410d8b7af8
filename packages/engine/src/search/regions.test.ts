import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { colours, type PictureWorkspace, pictureWorkspace, plainPng, quarteredPng } from "../testing/plain-pictures.ts";

const { red, green, blue, white } = colours;
let pictures: PictureWorkspace;
beforeAll(async () => {
  pictures = await pictureWorkspace({
    "red.png": plainPng(40, red),
    "green.png": plainPng(40, green),
    "blue.png": plainPng(40, blue),
    "quarters.png": quarteredPng(100, [red, green, blue, white]),
  });
});
afterAll(() => pictures.close());

const idOf = (path: string) => pictures.ids.get(path) ?? "";
const search = (similarTo: object) => pictures.engine.call("search", { similarTo, limit: 4 });

describe("search by a region", () => {
  it.each([
    ["0,0,50,50", "red.png"],
    ["50,0,50,50", "green.png"],
    ["-10,60.5,50,90", "blue.png"],
  ])("of a sample: %s", async (region, path) => {
    const { results } = await search({ samples: [`${idOf("quarters.png")}@${region}`] });
    expect(results[0]).toMatchObject({ path, score: expect.closeTo(1, 3) });
  });

  it("beside whole samples, in any place of a request", async () => {
    const whole = await search({ samples: [idOf("red.png"), idOf("green.png")], not: [idOf("blue.png")] });
    const quarters = idOf("quarters.png");
    const samples = [`${quarters}@0,0,50,50`, idOf("green.png")];
    const mixed = await search({ samples, not: [`${quarters}@0,50,50,50`] });
    expect(mixed.results).toEqual(whole.results);
    const swapped = await search({ samples: samples.toReversed(), not: [idOf("blue.png")] });
    expect(swapped.results).toEqual(whole.results);
  });

  it("of an image that is no sample", async () => {
    const data = Buffer.from(quarteredPng(60, [white, blue, red, red])).toString("base64");
    const { results } = await search({ images: [{ data, box: [30, 0, 30, 30] }] });
    expect(results[0].path).toBe("blue.png");
  });

  it("refuses regions outside the image, without an area, and of unknown samples", async () => {
    const quarters = idOf("quarters.png");
    await expect(search({ samples: [`${quarters}@100,0,5,5`] })).rejects.toMatchObject({
      code: "bad_request",
      message: expect.stringContaining("100 x 100"),
    });
    await expect(search({ samples: [`${quarters}@1,1,0,5`] })).rejects.toMatchObject({ code: "bad_request" });
    await expect(search({ samples: ["nobody@1,1,5,5"] })).rejects.toMatchObject({ code: "sample_not_found" });
    const data = Buffer.from("no image").toString("base64");
    await expect(search({ images: [{ data, box: [0, 0, 3, 3] }] })).rejects.toMatchObject({ code: "unreadable_image" });
    await expect(search({ images: [{ data, box: [0, 0, 3, -3] }] })).rejects.toMatchObject({ code: "bad_request" });
  });
});

describe("a function of a region", () => {
  it("is named by the sample and its region, once", async () => {
    const quarters = idOf("quarters.png");
    const samples = [`${quarters}@0,0,50,50`, `${quarters}@0.0,0,50.0,50`];
    const made = await pictures.engine.call("createFunction", { name: "reds", samples, threshold: 0.9 });
    expect(made.positives).toEqual([{ id: samples[0], kind: "region", text: null, gone: false }]);
    const { scores } = await pictures.engine.call("functionScores", { name: "reds", limit: 1 });
    expect(scores).toMatchObject([{ path: "red.png", score: expect.closeTo(1, 3) }]);
    const edited = await pictures.engine.call("editFunction", {
      name: "reds",
      samples: [idOf("green.png")],
      remove: [samples[0]],
    });
    expect(edited.positives).toMatchObject([{ kind: "sample" }]);
  });
});
