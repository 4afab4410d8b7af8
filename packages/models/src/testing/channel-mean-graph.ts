import { elementType, OnnxGraph } from "../onnx/onnx-graph.ts";

/** The forms of model that {@link channelMeanGraph} can write. */
export interface ChannelMeanForm {
  type?: "float32" | "uint8";
  order?: "NCHW" | "NHWC";
  /** Pictures in one run; a name leaves the number open. */
  batch?: number | string;
  /** Leaves the columns of the picture as tokens: `N x side x 3` instead of `N x 3`. */
  tokens?: boolean;
}

/** Side of the pictures that the graphs take. */
export const channelMeanSide = 4;

/**
 * The bytes of a tiny model whose vectors can be computed by hand: input `pixels`, output `means`, the mean of each
 * channel over the picture (or, with tokens, over each column).
 */
export function channelMeanGraph({
  type = "float32",
  order = "NCHW",
  batch = "N",
  tokens = false,
}: ChannelMeanForm = {}) {
  const graph = new OnnxGraph();
  const side = channelMeanSide;
  const pixels = graph.input("pixels", type, order === "NCHW" ? [batch, 3, side, side] : [batch, side, side, 3]);
  const real = graph.node("Cast", [pixels], { to: elementType.float32 });
  const channelsLast = order === "NHWC" ? real : graph.node("Transpose", [real], { perm: [0, 2, 3, 1] });
  const axes = tokens ? [1] : [1, 2];
  const means = graph.node("ReduceMean", [channelsLast], { axes, keepdims: 0 }, "means");
  graph.output(means, "float32", tokens ? [batch, side, 3] : [batch, 3]);
  return graph.encode("gleaner-test");
}
