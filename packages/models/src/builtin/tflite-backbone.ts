import { GleanerError } from "@gleaner/schema";
import { elementType, type OnnxGraph } from "../onnx/onnx-graph.ts";
import { type Activation, addConvolution, type FeatureMap } from "./convolution.ts";
import { type TfliteModel, type TfliteOperator, type TfliteTensor, tfliteOperator } from "./tflite-model.ts";
import { isShape4, permuteAxes, reorder, weightAxes } from "./weight-layout.ts";

/** `ActivationFunctionType` of the TFLite schema; the gap is `RELU_N1_TO_1`. */
const activations: readonly (Activation | undefined)[] = [null, "Relu", undefined, "Relu6"];

/**
 * Adds the part of a TFLite graph with half-precision weights that leads to one tensor.
 * @param pixels `N x 3 x height x width`, in the range that the model expects
 * @param tap the end of that tensor's name; the first in the order of execution counts
 * @throws GleanerError `model_corrupt` when the tap is not reached through convolutions and additions
 */
export function addTfliteBackbone(graph: OnnxGraph, model: TfliteModel, pixels: FeatureMap, tap: string): FeatureMap {
  const computed = new Map<number, FeatureMap>(model.inputs.slice(0, 1).map((input) => [input, pixels]));
  const constants = new Map<number, number>();

  for (const operator of model.operators) {
    const output = operator.outputs[0]!;
    if (operator.code === tfliteOperator.dequantize) constants.set(output, operator.inputs[0]!);
    const result = convert(operator);
    if (!result) continue;
    computed.set(output, result);
    if (model.tensors[output]?.name.endsWith(tap)) return result;
  }
  throw new GleanerError("model_corrupt", `No tensor of the model ends with ${tap}.`);

  /** Null for operators off the path to the tap, such as the detector's box heads. */
  function convert(operator: TfliteOperator): FeatureMap | null {
    const input = computed.get(operator.inputs[0]!);
    if (!input) return null;
    if (operator.code === tfliteOperator.convolution) return convertConvolution(operator, input, false);
    if (operator.code === tfliteOperator.depthwiseConvolution) return convertConvolution(operator, input, true);
    const other = computed.get(operator.inputs[1]!);
    if (operator.code !== tfliteOperator.add || !other) return null;
    return { tensor: graph.node("Add", [input.tensor, other.tensor]), channels: input.channels };
  }

  function convertConvolution(operator: TfliteOperator, input: FeatureMap, depthwise: boolean): FeatureMap {
    const [, weightIndex, biasIndex] = operator.inputs;
    const weights = constantAt(weightIndex!);
    const bias = constantAt(biasIndex!);
    if (!isShape4(weights.shape)) throw new GleanerError("model_corrupt", `${weights.name} does not have 4 axes.`);
    const { shape, order } = permuteAxes(weights.shape, depthwise ? weightAxes.mhwc : weightAxes.ohwi);
    const { options } = operator;
    const activation = activations[options?.int8(depthwise ? 4 : 3, 0) ?? 0];
    if (activation === undefined) throw new GleanerError("model_corrupt", "The model's activation is not known.");
    return addConvolution(graph, input, {
      weights: widen(shape, reorder(halfPrecisionBits(weights), order, new Uint16Array(order.length))),
      bias: widen(bias.shape, halfPrecisionBits(bias)),
      outputChannels: shape[0],
      kernel: [shape[2], shape[3]],
      strides: [options?.int32(2, 1) ?? 1, options?.int32(1, 1) ?? 1],
      padding: (options?.int8(0, 0) ?? 0) === 0 ? "SAME" : "VALID",
      depthwise,
      activation,
    });
  }

  /** Weights stay in half precision in the file; ONNX Runtime folds the Cast when it opens the session. */
  function widen(shape: readonly number[], bits: Uint16Array): string {
    return graph.node("Cast", [graph.constant("float16", shape, bits)], { to: elementType.float32 });
  }

  function constantAt(index: number): TfliteTensor {
    const tensor = model.tensors[constants.get(index) ?? index];
    if (!tensor?.halfPrecision) throw new GleanerError("model_corrupt", "The model's weights are not half precision.");
    return tensor;
  }
}

/** A copy, because the file's bytes need not be aligned to 2. */
function halfPrecisionBits({ data }: TfliteTensor): Uint16Array {
  return new Uint16Array(Uint8Array.from(data).buffer);
}
