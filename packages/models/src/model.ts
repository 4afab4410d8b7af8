import type { Unit } from "@gleaner/schema";

/** How a whole picture becomes the square that a model sees. */
export type Fit = "stretch" | "crop";

/**
 * The pixels that an {@link EmbeddingModel} takes: uint8, `count x side x side x 3`, row-major, always red, green,
 * blue; each part of the model changes scale, layout and colour order for itself.
 */
export interface Preprocessing {
  /** `stretch`: both sides are scaled to the square; `crop`: the shorter side is scaled to `edge`, and the middle is kept. */
  fit: Fit;
  /** For `crop`: length of the shorter side before the middle is cut out; default: the side of the square. */
  edge?: number;
  /** Transparent pictures are flattened on this colour (red, green, blue, 0..255). */
  background: readonly [number, number, number];
}

/** How pixels become a part's input tensor. */
export interface PartInput {
  /** Name of the tensor; null: the graph's first input. */
  name: string | null;
  type: "uint8" | "float32";
  order: "NHWC" | "NCHW";
  colors: "RGB" | "BGR";
  /** float32 only: value = (byte / 255 - mean) / std, for each colour in the order of `colors`. */
  mean: readonly [number, number, number];
  std: readonly [number, number, number];
}

/** How a part's output tensor becomes one vector a picture. */
export interface PartOutput {
  /** Name of the float32 tensor; null: the graph's first output. */
  name: string | null;
  /** `none`: the tensor is `N x d`; the others read `N x tokens x d`. */
  pooling: "none" | "first-token" | "mean-token";
}

/** One ONNX graph of a model. */
export interface ModelPart {
  /** SHA-256 of the ONNX file, hexadecimal. */
  sha256: string;
  dimension: number;
  input: PartInput;
  output: PartOutput;
  /** Bytes to put after those of the file, which make one more of its tensors an output; absent: none. */
  patch?: Uint8Array | null;
  /** Whether the part's vector is L2-normalised before it is weighted and joined to the others. */
  normalize: boolean;
  /** Factor of the part's vector in a combination; 1 for a model of one part. */
  weight: number;
  /**
   * The file, checked to have the hash above; the built-in one is made when it is missing.
   * @throws GleanerError `model_not_found`, `model_corrupt`, `model_hash_mismatch`
   */
  locate(): Promise<string>;
}

/** A linear map applied to the joined vector, fixed with the model so that later vectors stay comparable. */
export interface Projection {
  dimension: number;
  /** `dimension x joined dimension`, row-major. */
  matrix: Float32Array;
}

/** What turns a text into a vector beside those of pictures. */
export interface TextTower {
  /** The ONNX file. */
  graph: string;
  /** `tokenizer.json`, and `tokenizer_config.json` where there is one. */
  tokenizer: string;
  settings: string | null;
  /** Which of `input_ids` and `attention_mask` the graph takes: int64, `N x tokens`. */
  inputs: readonly string[];
  /** Name of the float32 tensor `N x dimension`. */
  output: string;
  dimension: number;
  /** Tokens that a text may have; longer ones lose what stands before their last token. */
  longest: number;
  /** The token that fills texts up to `longest`; null: they stay short. */
  padding: number | null;
}

/** Where a model's weights come from. */
export interface ModelSource {
  name: string;
  licence: string;
  url: string;
}

/**
 * What makes vectors out of pictures. A model is a combination of one or more parts: their vectors are normalised
 * (where the part says so), weighted, joined, projected (where there is a projection) and L2-normalised.
 */
export interface EmbeddingModel {
  id: string;
  title: string;
  /** SHA-256 over all that the vectors depend on: the parts' files, the preprocessing and the projection. */
  hash: string;
  /** What of a workspace it may embed: whole samples, and objects from their crops. */
  units: readonly Unit[];
  /** Length of the vectors. */
  dimension: number;
  /** Side of the square of pixels that it takes. */
  inputSize: number;
  preprocessing: Preprocessing;
  /** What embeds text into the same space; null: it does not read text. */
  text: TextTower | null;
  /** The name by which `resolveModel` finds it again. */
  reference: string;
  /** Length to which its vectors are to be reduced by a projection that is not fitted yet; null: it is complete. */
  reduceTo: number | null;
  sources: readonly ModelSource[];
  parts: readonly ModelPart[];
  projection: Projection | null;
}
