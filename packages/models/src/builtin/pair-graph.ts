import { elementType, OnnxGraph } from "../onnx/onnx-graph.ts";
import type { FeatureMap } from "./convolution.ts";
import { addTfjsBackbone } from "./tfjs-backbone.ts";
import type { TfjsModel } from "./tfjs-model.ts";
import { addTfliteBackbone } from "./tflite-backbone.ts";
import type { TfliteModel } from "./tflite-model.ts";

/** Side of the pixels that both backbones were trained on. */
export const pairInputSize = 224;

const classifierTap = "expanded_conv_16/project/BatchNorm/FusedBatchNormV3";
const detectorTap = "expanded_conv_16/project/Conv2D1";

/**
 * Writes the two backbones as one ONNX graph: `pixels`, uint8 `N x 224 x 224 x 3` RGB -> `embedding`, float32 `N x d`.
 * Each backbone's last bottleneck is averaged over the picture and L2-normalised; the two unit vectors are
 * concatenated and divided by the square root of 2, so that a cosine of the pair is the mean of the two cosines.
 * The bytes depend on the weights alone.
 */
export function writePairGraph(classifier: TfjsModel, detector: TfliteModel): { bytes: Uint8Array; dimension: number } {
  const graph = new OnnxGraph();
  const pixels = graph.input("pixels", "uint8", ["N", pairInputSize, pairInputSize, 3]);
  const real = graph.node("Cast", [pixels], { to: elementType.float32 });
  const unitRange = graph.node("Transpose", [graph.node("Mul", [real, graph.scalar(1 / 255)])], { perm: [0, 3, 1, 2] });
  const doubled = graph.node("Mul", [unitRange, graph.scalar(2)]);
  const signedRange = graph.node("Sub", [doubled, graph.scalar(1)]);
  const maps = [
    addTfjsBackbone(graph, classifier, { tensor: unitRange, channels: 3 }, classifierTap),
    addTfliteBackbone(graph, detector, { tensor: signedRange, channels: 3 }, detectorTap),
  ];
  const dimension = maps.reduce((sum, map) => sum + map.channels, 0);
  const joined = graph.node(
    "Concat",
    maps.map((map) => pooledUnitVector(graph, map)),
    { axis: 1 },
  );
  const embedding = graph.node("Mul", [joined, graph.scalar(1 / Math.sqrt(maps.length))], {}, "embedding");
  graph.output(embedding, "float32", ["N", dimension]);
  return { bytes: graph.encode("gleaner"), dimension };
}

function pooledUnitVector(graph: OnnxGraph, map: FeatureMap): string {
  const flat = graph.node("Flatten", [graph.node("GlobalAveragePool", [map.tensor])], { axis: 1 });
  return graph.node("LpNormalization", [flat], { axis: 1, p: 2 });
}
