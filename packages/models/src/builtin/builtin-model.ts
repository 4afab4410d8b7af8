import { modelHash } from "../fingerprint.ts";
import type { EmbeddingModel, ModelPart, Preprocessing } from "../model.ts";
import { builtinSha256, locateBuiltinModel } from "./builtin-file.ts";
import { pairInputSize } from "./pair-graph.ts";

const dimension = 768;
const preprocessing: Preprocessing = { fit: "stretch", background: [255, 255, 255] };

/** Both backbones share one file, their preprocessing and their joining included: faster than two sessions. */
const pair: ModelPart = {
  sha256: builtinSha256,
  dimension,
  input: { name: "pixels", type: "uint8", order: "NHWC", colors: "RGB", mean: [0, 0, 0], std: [1, 1, 1] },
  output: { name: "embedding", pooling: "none" },
  normalize: true,
  weight: 1,
  locate: () => locateBuiltinModel(),
};

/**
 * The model that needs no download: two MobileNetV2 backbones (Sandler et al. 2018, arXiv:1801.04381), one of a classifier
 * (width 1.4; 448 numbers), one of an Open Images detector (width 1.0; 320 numbers), each L2-normalised, joined.
 */
export const builtinModel: EmbeddingModel = {
  id: "mobilenet-v2-pair",
  title: "MobileNetV2 pair (built in)",
  hash: modelHash({ inputSize: pairInputSize, preprocessing, parts: [pair], projection: null }),
  units: ["sample", "object"],
  dimension,
  inputSize: pairInputSize,
  preprocessing,
  text: null,
  reference: "mobilenet-v2-pair",
  reduceTo: null,
  sources: [
    { name: "nsfwjs 4.4.0, mobilenet_v2_mid", licence: "MIT", url: "https://www.npmjs.com/package/nsfwjs" },
    {
      name: "@mediapipe/objectron 0.4, SSD-MobileNetV2",
      licence: "Apache-2.0",
      url: "https://www.npmjs.com/package/@mediapipe/objectron",
    },
  ],
  parts: [pair],
  projection: null,
};
