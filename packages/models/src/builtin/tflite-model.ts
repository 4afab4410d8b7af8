import { GleanerError } from "@gleaner/schema";
import { FlatBufferTable } from "./flatbuffer.ts";

/** `BuiltinOperator` codes of the TFLite schema. */
export const tfliteOperator = { add: 0, convolution: 3, depthwiseConvolution: 4, dequantize: 6 } as const;

export interface TfliteTensor {
  name: string;
  shape: readonly number[];
  halfPrecision: boolean;
  /** The constant's bytes, a view of the file; empty for a computed tensor. */
  data: Uint8Array;
}

export interface TfliteOperator {
  code: number;
  /** Indices of tensors; -1: an optional input that is left out. */
  inputs: readonly number[];
  outputs: readonly number[];
  /** The operator's own options table, null where it has none. */
  options: FlatBufferTable | null;
}

/** The first subgraph of a TFLite file, operators in the order of execution. */
export interface TfliteModel {
  tensors: readonly TfliteTensor[];
  operators: readonly TfliteOperator[];
  inputs: readonly number[];
}

const halfPrecisionType = 1;
const fileIdentifier = "TFL3";

/**
 * Reads a TFLite model (schema version 3).
 * @throws GleanerError `model_corrupt` when the bytes are no such model, or end too early
 */
export function readTfliteModel(bytes: Uint8Array): TfliteModel {
  if (Buffer.from(bytes.subarray(4, 8)).toString("latin1") !== fileIdentifier)
    throw new GleanerError("model_corrupt", "This is not a TFLite model.");
  try {
    return readSubgraph(FlatBufferTable.root(bytes));
  } catch (error) {
    if (error instanceof RangeError)
      throw new GleanerError("model_corrupt", "The TFLite model is cut off or damaged.", { cause: error });
    throw error;
  }
}

/** The bytes from the first TFLite model inside a larger file to that file's end. */
export function findTfliteModel(archive: Uint8Array): Uint8Array {
  const start = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength).indexOf(fileIdentifier) - 4;
  if (start < 0) throw new GleanerError("model_corrupt", "The file holds no TFLite model.");
  return archive.subarray(start);
}

/** Field numbers below are positions in the tables of TensorFlow's `schema.fbs`. */
function readSubgraph(root: FlatBufferTable): TfliteModel {
  // Codes above 127 moved from field 0 (a byte) to field 3; the larger of both is valid in either generation.
  const codes = root.tables(1).map((code) => Math.max(code.int8(0, 0), code.int32(3, 0)));
  const buffers = root.tables(4).map((buffer) => buffer.bytes(0));
  const subgraph = root.tables(2)[0];
  if (!subgraph) throw new GleanerError("model_corrupt", "The TFLite model has no subgraph.");
  const tensors = subgraph.tables(0).map((tensor) => ({
    name: tensor.text(3),
    shape: tensor.int32s(0),
    halfPrecision: tensor.int8(1, 0) === halfPrecisionType,
    data: buffers[tensor.int32(2, 0)] ?? new Uint8Array(),
  }));
  const operators = subgraph.tables(3).map((operator) => ({
    code: codes[operator.int32(0, 0)] ?? -1,
    inputs: operator.int32s(1),
    outputs: operator.int32s(2),
    options: operator.table(4),
  }));
  return { tensors, operators, inputs: subgraph.int32s(1) };
}
