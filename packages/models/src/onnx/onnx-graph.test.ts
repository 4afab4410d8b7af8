import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { elementType, OnnxGraph } from "./onnx-graph.ts";

describe("OnnxGraph", () => {
  function affine(): Uint8Array {
    const graph = new OnnxGraph();
    const bytes = graph.input("bytes", "uint8", ["N", 2]);
    const real = graph.node("Cast", [bytes], { to: elementType.float32 });
    const half = graph.node("Cast", [graph.constant("float16", [2], Uint16Array.of(0x3c00, 0xc000))], { to: 1 });
    const scaled = graph.node("Mul", [real, half]);
    graph.output(graph.node("Add", [scaled, graph.scalar(0.5)], {}, "result"), "float32", ["N", 2]);
    return graph.encode("test");
  }

  it("writes a model that ONNX Runtime computes with", async () => {
    const session = await InferenceSession.create(affine());
    const { result } = await session.run({ bytes: new Tensor("uint8", Uint8Array.of(1, 2, 3, 250), [2, 2]) });
    expect(result!.dims).toEqual([2, 2]);
    expect([...(await result!.getData())]).toEqual([1.5, -3.5, 3.5, -499.5]);
    await session.release();
  });

  it("gives the same bytes for the same calls", () => {
    expect(affine()).toEqual(affine());
  });
});
