import { afterAll, beforeAll, expect, it } from "vitest";
import { colours, type PictureWorkspace, pictureWorkspace, quarteredPng } from "../testing/plain-pictures.ts";

const { red, green, blue, white } = colours;
let pictures: PictureWorkspace;
beforeAll(async () => {
  pictures = await pictureWorkspace({
    "first.png": quarteredPng(100, [red, green, blue, white]),
    "second.png": quarteredPng(100, [blue, red, red, green]),
  });
});
afterAll(() => pictures.close());

const call: PictureWorkspace["engine"]["call"] = (name, request) => pictures.engine.call(name, request);
const draw = (path: string, box: [number, number, number, number]) =>
  call("addObject", { sample: pictures.ids.get(path) ?? "", class: "patch", box });

it("a function of objects scores objects, also those drawn later, and is calibrated by them", async () => {
  const one = await draw("first.png", [5, 5, 40, 40]);
  const other = await draw("first.png", [55, 5, 40, 40]);
  await call("embed", { unit: "object", model: `${pictures.folder}/means.onnx` });
  const made = await call("createFunction", { name: "reds", space: "objects", objects: [one.id], threshold: 0.9 });
  expect(made).toMatchObject({ scored: 2, matches: 1, positives: [{ id: one.id, kind: "object", gone: false }] });

  const later = await draw("second.png", [55, 5, 40, 40]);
  await call("embed", { unit: "object" });
  const { samples, total } = await call("query", { unit: "object", where: 'fn("reds") >= 0.9' });
  expect(samples.map(({ id }) => id).sort()).toEqual([one.id, later.id].sort());
  expect(total).toBe(2);
  const { scores } = await call("functionScores", { name: "reds" });
  expect(scores.at(-1)).toMatchObject({ id: other.id, score: expect.closeTo(0, 3) });

  const answered = await call("calibrateFunction", { name: "reds", yes: [later.id], no: [other.id], questions: 3 });
  expect(answered.answers).toEqual({ yes: 1, no: 1 });
  expect(answered.questions).toEqual([]);
  const edited = await call("editFunction", { name: "reds", objects: [other.id], threshold: 0.4 });
  expect(edited).toMatchObject({ version: 2, matches: 3, positives: [{ id: one.id }, { id: other.id }] });
  await call("undo", {});
  expect(await call("getFunction", { name: "reds" })).toMatchObject({ matches: 2, threshold: 0.9 });
});

it("a slice of objects follows a function of objects", async () => {
  const made = await call("createSlice", { name: "red ones", unit: "object", where: 'fn("reds") >= 0.9' });
  expect(made).toMatchObject({ kind: "dynamic", count: 2 });
  const { total } = await call("query", { unit: "object", where: 'not slice("red ones")' });
  expect(total).toBe(1);
});
