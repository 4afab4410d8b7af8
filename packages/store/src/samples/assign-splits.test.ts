import { expect, it } from "vitest";
import { sampleInput, sampleInputs } from "../testing/sample-inputs.ts";
import { temporaryWorkspace } from "../testing/temporary-workspace.ts";

it("sets splits as one event and takes back what nobody changed since", async () => {
  const { samples, events } = await temporaryWorkspace();
  const { numbers } = await samples.write("photos", sampleInputs(4));
  const splitsOf = () => samples.texts(numbers, "split");
  await samples.assignSplits([{ split: "train", numbers: numbers.subarray(0, 1) }]);
  const parts = [
    { split: "train", numbers: numbers.subarray(0, 3) },
    { split: "test", numbers: numbers.subarray(3) },
  ];
  expect(await samples.assignSplits(parts)).toBe(3);
  expect(await splitsOf()).toEqual(["train", "train", "train", "test"]);
  expect(await samples.assignSplits(parts)).toBe(0);
  expect(await events.list({ limit: 1 })).toMatchObject([
    { kind: "split", summary: "Set the split of 3 samples to train, test." },
  ]);
  await samples.write("photos", [sampleInput(3, { content: "new", split: "val" })]);
  expect(await events.undo()).toMatchObject({ changed: 2 });
  expect(await splitsOf()).toEqual(["train", null, null, "val"]);
});

it("keeps a split of which a new import says nothing", async () => {
  const { samples } = await temporaryWorkspace();
  const { numbers } = await samples.write("photos", [sampleInput(0)]);
  await samples.assignSplits([{ split: "train", numbers }]);
  await samples.write("photos", [sampleInput(0, { content: "new" })]);
  expect(await samples.texts(numbers, "split")).toEqual(["train"]);
});
