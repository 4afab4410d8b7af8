import { encodePng } from "@gleaner/formats";
import type { Box, Finding, RequestOf } from "@gleaner/schema";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Colour, colours, type PictureWorkspace, pictureWorkspace } from "../../../testing/plain-pictures.ts";
import { overlapOf } from "../geometry.ts";

const side = 96;
const count = 40;
/** What was done to the boxes of one picture: the red one lies beside its square, or nobody labelled the blue one. */
const [shifted, unlabelled] = [3, 7];

const redBox = (at: number): Box => [4 + (at % 5), 6 + (at % 7), 24, 24];
const blueBox = (at: number): Box => [60 - (at % 6), 58 + (at % 4), 24, 24];

const beside: Box = [redBox(shifted)[0] + 10, redBox(shifted)[1] + 6, 24, 24];

/** A red and a blue square on green. */
function picture(at: number): Uint8Array {
  const data = new Uint8Array(side * side * 3);
  const isIn = ([left, top, width, height]: Box, x: number, y: number) =>
    x >= left && x < left + width && y >= top && y < top + height;
  for (let y = 0, i = 0; y < side; y++) {
    for (let x = 0; x < side; x++, i += 3) {
      const colour: Colour = isIn(redBox(at), x, y)
        ? colours.red
        : isIn(blueBox(at), x, y)
          ? colours.blue
          : colours.green;
      data.set(colour, i);
    }
  }
  return encodePng({ width: side, height: side, channels: 3, data });
}

describe("looking into images", () => {
  let pictures: PictureWorkspace;
  beforeAll(async () => {
    pictures = await pictureWorkspace(
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`${at}.png`, picture(at)])),
    );
    const { workspace, engine, ids } = pictures;
    const object = (name: string, box: Box) => {
      return { key: null, class: name, confidence: null, box, polygons: null, attributes: {} };
    };
    const numbers = await workspace.samples.idsToNumbers(Array.from({ length: count }, (_, at) => idOf(at)));
    await workspace.objects.replace(
      Array.from(numbers, (sample, at) => {
        const red = object("red", at === shifted ? beside : redBox(at));
        return { sample, objects: at === unlabelled ? [red] : [red, object("blue", blueBox(at))] };
      }),
    );
    expect(ids.size).toBe(count);
    await engine.call("embed", { unit: "object", model: `${pictures.folder}/means.onnx` });
  });
  afterAll(() => pictures.close());

  const idOf = (at: number) => pictures.ids.get(`${at}.png`) ?? "";
  const run = (request: RequestOf<"quality"> = {}) =>
    pictures.engine.call("quality", { datasets: ["pictures"], kinds: ["box"], ...request });
  const of = (findings: readonly Finding[], issue: string) => findings.filter((finding) => finding.issue === issue);
  const boxesOf = async (at: number) =>
    (await pictures.engine.call("getSample", { id: idOf(at) })).objects.map((own) => [own.class, own.box]);

  const redOf = async (at: number) => {
    const { objects } = await pictures.engine.call("getSample", { id: idOf(at) });
    return objects.find((own) => own.class === "red")?.id ?? "";
  };

  it("says in how many images it looked, and looks into none where none are wanted", async () => {
    const none = await run({ windows: 0 });
    expect([...of(none.findings, "misplaced"), ...of(none.findings, "missing_object")]).toEqual([]);
    const some = await run({ windows: 100 });
    expect(some.notes.join(" ")).toMatch(/looked for in \d+ of 40 images \(\d+ windows\)/);
  });

  it("finds the box beside its object and the object without a box, with their places, and fixes both undoably", async () => {
    const { engine } = pictures;
    const { findings } = await run();
    expect(of(findings, "misplaced").map(({ path }) => path)).toEqual([`${shifted}.png`]);
    expect(of(findings, "missing_object")).toMatchObject([
      { path: `${unlabelled}.png`, suggested: "blue", object: null },
    ]);
    const [misplaced] = of(findings, "misplaced");
    const [missing] = of(findings, "missing_object");
    const boxOf = ({ box }: Finding): Box => [box?.[0] ?? 0, box?.[1] ?? 0, box?.[2] ?? 0, box?.[3] ?? 0];
    expect(overlapOf(boxOf(misplaced), redBox(shifted))).toBeGreaterThan(0.6);
    expect(overlapOf(boxOf(missing), blueBox(unlabelled))).toBeGreaterThan(0.3);

    expect(await engine.call("resolveFindings", { ids: [misplaced.id, missing.id], action: "merge" })).toMatchObject({
      changed: 2,
    });
    expect(await boxesOf(unlabelled)).toContainEqual(["blue", missing.box]);
    expect(await boxesOf(shifted)).toContainEqual(["red", misplaced.box]);
    // Boxes that were changed a moment ago have no vector yet: they are not judged, and nothing fails.
    await engine.call("index", { datasets: ["pictures"], unit: "object", map: "pca" });
    await engine.call("editObject", { id: await redOf(11), box: [3, 3, 20, 20] });
    await engine.call("deleteObject", { id: await redOf(12) });
    const later = await run();
    expect(later.notes.join(" ")).toMatch(/classes of objects are expected to be wrong/);
    expect(later.computed).toEqual(["box"]);
    expect(later.findings.map(({ id }) => id)).not.toContain(missing.id);
    for (let event = 0; event < 3; event++) await engine.call("undo", {});
    expect(await boxesOf(unlabelled)).toEqual([["red", redBox(unlabelled)]]);
    expect(await boxesOf(shifted)).toContainEqual(["red", beside]);
  });
});
