import { GleanerError } from "@gleaner/schema";
import { z } from "zod";
import { elementType, type OnnxGraph } from "../onnx/onnx-graph.ts";
import { addConvolution, type FeatureMap } from "./convolution.ts";
import { dequantize, type TfjsModel, type TfjsNode } from "./tfjs-model.ts";
import { isShape4, permuteAxes, reorder, weightAxes } from "./weight-layout.ts";

const base64Text = z.string().transform((text) => Buffer.from(text, "base64").toString());

const convolutionSchema = z.object({
  strides: z.object({
    list: z.object({ i: z.tuple([z.coerce.number(), z.coerce.number(), z.coerce.number(), z.coerce.number()]) }),
  }),
  padding: z.object({ s: base64Text.pipe(z.enum(["SAME", "VALID"])) }),
  fused_ops: z.object({
    list: z.object({
      s: z.tuple([base64Text.pipe(z.literal("BiasAdd"))]).rest(base64Text.pipe(z.enum(["Relu", "Relu6"]))),
    }),
  }),
});

const elementwise: Readonly<Record<string, string>> = { Mul: "Mul", Sub: "Sub", AddV2: "Add" };

/**
 * Adds the part of a TensorFlow.js graph that leads to one node.
 * @param pixels `N x 3 x height x width`, in the range that the model expects at its placeholder
 * @param tap the end of that node's name; exactly one node must match
 * @throws GleanerError `model_corrupt` for an operator or a form that MobileNetV2 does not use
 */
export function addTfjsBackbone(graph: OnnxGraph, model: TfjsModel, pixels: FeatureMap, tap: string): FeatureMap {
  const visited = new Map<string, FeatureMap>();
  const taps = [...model.nodes.keys()].filter((name) => name.endsWith(tap));
  if (taps.length !== 1) throw new GleanerError("model_corrupt", `${taps.length} nodes of the model end with ${tap}.`);
  return visit(taps[0]!);

  function visit(name: string): FeatureMap {
    const known = visited.get(name);
    if (known) return known;
    const node = model.nodes.get(name);
    if (!node) throw new GleanerError("model_corrupt", `The model has no node ${name}.`);
    const result = convert(node);
    visited.set(name, result);
    return result;
  }

  function convert(node: TfjsNode): FeatureMap {
    if (node.operator === "Placeholder") return pixels;
    if (node.operator in elementwise) return convertElementwise(node);
    if (node.operator === "_FusedConv2D") return convertConvolution(node, false);
    if (node.operator === "FusedDepthwiseConv2dNative") return convertConvolution(node, true);
    throw new GleanerError("model_corrupt", `The model's operator ${node.operator} (${node.name}) is not known.`);
  }

  function convertElementwise(node: TfjsNode): FeatureMap {
    const maps = node.inputs.filter((name) => !model.weights.has(name)).map(visit);
    if (!maps[0]) throw new GleanerError("model_corrupt", `The operator ${node.name} has no input.`);
    const operands = node.inputs.map((name) => (model.weights.has(name) ? perChannel(name) : visit(name).tensor));
    return { tensor: graph.node(elementwise[node.operator]!, operands), channels: maps[0].channels };
  }

  function convertConvolution(node: TfjsNode, depthwise: boolean): FeatureMap {
    const attributes = convolutionSchema.safeParse(node.attributes);
    if (!attributes.success)
      throw new GleanerError("model_corrupt", `${node.name}: ${z.prettifyError(attributes.error)}`);
    const { strides, padding, fused_ops } = attributes.data;
    const [source, weightName, biasName] = node.inputs;
    if (!source || !weightName || !biasName) throw new GleanerError("model_corrupt", `${node.name} lacks an input.`);
    const { tensor, shape } = quantizedWeights(weightName, depthwise);
    const bias = dequantize(weightOf(biasName));
    return addConvolution(graph, visit(source), {
      weights: tensor,
      bias: graph.constant("float32", [shape[0]], bias),
      outputChannels: shape[0],
      kernel: [shape[2], shape[3]],
      strides: [strides.list.i[1], strides.list.i[2]],
      padding: padding.s,
      depthwise,
      activation: fused_ops.list.s[1] ?? null,
    });
  }

  /** Weights stay bytes in the file; ONNX Runtime folds Cast, Sub and Mul of constants but not DequantizeLinear. */
  function quantizedWeights(name: string, depthwise: boolean) {
    const weight = weightOf(name);
    if (!isShape4(weight.shape)) throw new GleanerError("model_corrupt", `The weight ${name} does not have 4 axes.`);
    const { shape, order } = permuteAxes(weight.shape, depthwise ? weightAxes.hwcm : weightAxes.hwio);
    const bytes = graph.constant("uint8", shape, reorder(weight.data, order, new Uint8Array(order.length)));
    const zeroPoint = Math.round(-weight.minimum / weight.scale);
    const centred = graph.node("Sub", [
      graph.node("Cast", [bytes], { to: elementType.float32 }),
      graph.scalar(zeroPoint),
    ]);
    return { tensor: graph.node("Mul", [centred, graph.scalar(weight.scale)]), shape };
  }

  function perChannel(name: string): string {
    const values = dequantize(weightOf(name));
    return graph.constant("float32", values.length === 1 ? [] : [1, values.length, 1, 1], values);
  }

  function weightOf(name: string) {
    const weight = model.weights.get(name);
    if (!weight) throw new GleanerError("model_corrupt", `The model has no weight ${name}.`);
    return weight;
  }
}
