import { describe, expect, it } from "vitest";
import { OnnxGraph } from "../onnx/onnx-graph.ts";
import { addTfjsBackbone } from "./tfjs-backbone.ts";
import { dequantize, readTfjsModel } from "./tfjs-model.ts";

const quantization = { min: -1, scale: 0.5, dtype: "uint8" };

function document(extra: { weights?: object[]; nodes?: object[] } = {}) {
  return {
    modelTopology: {
      node: [
        { name: "image", op: "Placeholder" },
        { name: "image/scaled", op: "Mul", input: ["image:0", "^control", "factor"] },
        ...(extra.nodes ?? []),
      ],
    },
    weightsManifest: [
      { weights: [{ name: "factor", shape: [], quantization }] },
      { weights: [{ name: "kernel", shape: [1, 2], quantization }, ...(extra.weights ?? [])] },
    ],
  };
}

describe("readTfjsModel", () => {
  it("cuts the shards into weights and drops control inputs and output numbers", () => {
    const { nodes, weights } = readTfjsModel(document(), Uint8Array.of(6, 0, 255));
    expect(nodes.get("image/scaled")).toMatchObject({ operator: "Mul", inputs: ["image", "factor"] });
    expect([...dequantize(weights.get("factor")!)]).toEqual([2]);
    expect([...dequantize(weights.get("kernel")!)]).toEqual([-1, 126.5]);
  });

  it("refuses shards that are too short or too long", () => {
    for (const length of [2, 4])
      expect(() => readTfjsModel(document(), new Uint8Array(length))).toThrow(
        expect.objectContaining({ code: "model_corrupt", message: expect.stringContaining("3 bytes") }),
      );
  });

  it("refuses weights that are not 8 bits wide", () => {
    const wide = { name: "wide", shape: [1], quantization: { ...quantization, dtype: "uint16" } };
    expect(() => readTfjsModel(document({ weights: [wide] }), new Uint8Array(5))).toThrow(
      expect.objectContaining({ code: "model_corrupt" }),
    );
  });

  it("refuses what is no model", () => {
    expect(() => readTfjsModel({ format: "layers-model" }, new Uint8Array())).toThrow(
      expect.objectContaining({ code: "model_corrupt" }),
    );
  });
});

describe("addTfjsBackbone", () => {
  const pixels = { tensor: "pixels", channels: 3 };

  it("names an operator that it does not know", () => {
    const model = readTfjsModel(document({ nodes: [{ name: "odd", op: "Fft", input: ["image"] }] }), new Uint8Array(3));
    expect(() => addTfjsBackbone(new OnnxGraph(), model, pixels, "odd")).toThrow(/operator Fft \(odd\)/);
  });

  it("needs exactly one node at the tap", () => {
    const model = readTfjsModel(document(), new Uint8Array(3));
    expect(() => addTfjsBackbone(new OnnxGraph(), model, pixels, "nowhere")).toThrow(/0 nodes/);
  });
});
