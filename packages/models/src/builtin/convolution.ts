import type { OnnxGraph } from "../onnx/onnx-graph.ts";

/** A tensor of the graph under construction, `N x channels x height x width`. */
export interface FeatureMap {
  tensor: string;
  channels: number;
}

export type Activation = "Relu" | "Relu6" | null;

/** A 2-D convolution as TensorFlow and ONNX describe it. */
export interface Convolution {
  /** Names of the graph's weight tensor (`out x in/groups x height x width`) and bias (`out`). */
  weights: string;
  bias: string;
  outputChannels: number;
  kernel: readonly [height: number, width: number];
  strides: readonly [height: number, width: number];
  padding: "SAME" | "VALID";
  depthwise: boolean;
  activation: Activation;
}

/** Adds the convolution and its activation to the graph. TensorFlow pads `SAME` at the end: `SAME_UPPER` in ONNX. */
export function addConvolution(graph: OnnxGraph, input: FeatureMap, convolution: Convolution): FeatureMap {
  const { weights, bias, outputChannels: channels, activation } = convolution;
  const sum = graph.node("Conv", [input.tensor, weights, bias], {
    kernel_shape: convolution.kernel,
    strides: convolution.strides,
    auto_pad: convolution.padding === "SAME" ? "SAME_UPPER" : "VALID",
    group: convolution.depthwise ? channels : 1,
  });
  if (activation === null) return { tensor: sum, channels };
  if (activation === "Relu") return { tensor: graph.node("Relu", [sum]), channels };
  return { tensor: graph.node("Clip", [sum, graph.scalar(0), graph.scalar(6)]), channels };
}
