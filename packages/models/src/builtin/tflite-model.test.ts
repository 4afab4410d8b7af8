import { describe, expect, it } from "vitest";
import { OnnxGraph } from "../onnx/onnx-graph.ts";
import { FlatBufferTable } from "./flatbuffer.ts";
import { addTfliteBackbone } from "./tflite-backbone.ts";
import { findTfliteModel, readTfliteModel, tfliteOperator } from "./tflite-model.ts";
import { loadDetector } from "./weight-packages.ts";

/** A root table whose fields are: 0 absent, 1 a byte -3, 2 an integer 70,000, 3 the vector [7, -8]. */
function smallBuffer(): Uint8Array {
  const view = new DataView(new ArrayBuffer(48));
  view.setUint32(0, 16, true);
  for (const [index, value] of [12, 16, 0, 4, 8, 12].entries()) view.setUint16(4 + 2 * index, value, true);
  view.setInt32(16, 12, true);
  view.setInt8(20, -3);
  view.setInt32(24, 70_000, true);
  view.setUint32(28, 4, true);
  view.setUint32(32, 2, true);
  view.setInt32(36, 7, true);
  view.setInt32(40, -8, true);
  return new Uint8Array(view.buffer);
}

describe("FlatBufferTable", () => {
  it("reads fields, and defaults of absent and unknown ones", () => {
    const table = FlatBufferTable.root(smallBuffer());
    expect(table.int8(0, 9)).toBe(9);
    expect(table.int8(1, 9)).toBe(-3);
    expect(table.int32(2, 9)).toBe(70_000);
    expect(table.int32s(3)).toEqual([7, -8]);
    expect(table.int32(17, 9)).toBe(9);
    expect(table.table(0)).toBeNull();
    expect(table.tables(0)).toEqual([]);
  });

  it("throws a RangeError outside the buffer", () => {
    const cut = smallBuffer().subarray(0, 38);
    expect(() => FlatBufferTable.root(cut).int32s(3)).toThrow(RangeError);
    expect(() => FlatBufferTable.root(new Uint8Array(3))).toThrow(RangeError);
    const huge = smallBuffer();
    new DataView(huge.buffer).setUint32(32, 2 ** 32 - 1, true);
    expect(() => FlatBufferTable.root(huge).int32s(3)).toThrow(RangeError);
  });
});

describe("readTfliteModel", () => {
  it("reads the detector: half-precision weights in the order of execution", async () => {
    const model = await loadDetector();
    const first = model.operators.find(({ code }) => code === tfliteOperator.convolution)!;
    const weights = model.operators.find(({ outputs }) => outputs[0] === first.inputs[1])!;
    expect(first.inputs[0]).toBe(model.inputs[0]);
    expect(weights.code).toBe(tfliteOperator.dequantize);
    expect(model.tensors[weights.inputs[0]!]).toMatchObject({ shape: [32, 3, 3, 3], halfPrecision: true });
    expect(model.tensors[weights.inputs[0]!]!.data.length).toBe(32 * 27 * 2);
  });

  it("refuses other bytes and models that are cut off", () => {
    const corrupt = expect.objectContaining({ code: "model_corrupt" });
    expect(() => readTfliteModel(new Uint8Array(100))).toThrow(corrupt);
    expect(() => findTfliteModel(new Uint8Array(100))).toThrow(corrupt);
    const cut = Buffer.concat([Uint8Array.of(20, 0, 0, 0), Buffer.from("TFL3"), new Uint8Array(8)]);
    expect(() => readTfliteModel(cut)).toThrow(corrupt);
  });

  it("finds a model inside a larger file", () => {
    const model = Buffer.concat([Uint8Array.of(1, 2, 3, 4), Buffer.from("TFL3...")]);
    expect(findTfliteModel(Buffer.concat([new Uint8Array(10), model]))).toEqual(model);
  });
});

describe("addTfliteBackbone", () => {
  it("says when the tap is not there", async () => {
    const model = await loadDetector();
    expect(() => addTfliteBackbone(new OnnxGraph(), model, { tensor: "pixels", channels: 3 }, "nowhere")).toThrow(
      expect.objectContaining({ code: "model_corrupt" }),
    );
  });
});
