import { GleanerError } from "@gleaner/schema";
import { z } from "zod";

/** A weight tensor of a TensorFlow.js model, 8-bit affine: value = byte x scale + minimum. */
export interface TfjsWeight {
  shape: readonly number[];
  data: Uint8Array;
  scale: number;
  minimum: number;
}

/** One operator of the graph; `inputs` are names of nodes or weights. */
export interface TfjsNode {
  name: string;
  operator: string;
  inputs: readonly string[];
  attributes: Readonly<Record<string, unknown>>;
}

export interface TfjsModel {
  nodes: ReadonlyMap<string, TfjsNode>;
  weights: ReadonlyMap<string, TfjsWeight>;
}

const documentSchema = z.object({
  modelTopology: z.object({
    node: z.array(
      z.object({
        name: z.string(),
        op: z.string(),
        input: z.array(z.string()).default([]),
        attr: z.record(z.string(), z.unknown()).default({}),
      }),
    ),
  }),
  weightsManifest: z.array(
    z.object({
      weights: z.array(
        z.object({
          name: z.string(),
          shape: z.array(z.number().int().nonnegative()),
          quantization: z.object({ min: z.number(), scale: z.number(), dtype: z.literal("uint8") }),
        }),
      ),
    }),
  ),
});

/**
 * Reads a TensorFlow.js graph model whose weights are quantised to 8 bits.
 * @param document the parsed `model.json`
 * @param shards the weight shards, joined in order; the weights are views of it
 * @throws GleanerError `model_corrupt` when the document has another form or the shards another length
 */
export function readTfjsModel(document: unknown, shards: Uint8Array): TfjsModel {
  const parsed = documentSchema.safeParse(document);
  if (!parsed.success)
    throw new GleanerError("model_corrupt", `This is not a TensorFlow.js model: ${z.prettifyError(parsed.error)}`);
  const weights = new Map<string, TfjsWeight>();
  let offset = 0;
  for (const { name, shape, quantization } of parsed.data.weightsManifest.flatMap((group) => group.weights)) {
    const length = shape.reduce((product, size) => product * size, 1);
    const data = shards.subarray(offset, offset + length);
    weights.set(name, { shape, data, scale: quantization.scale, minimum: quantization.min });
    offset += length;
  }
  if (offset !== shards.length)
    throw new GleanerError("model_corrupt", `The model's weights take ${offset} bytes; ${shards.length} are there.`);
  const nodes = parsed.data.modelTopology.node.map(({ name, op, input, attr }): [string, TfjsNode] => {
    const inputs = input.filter((source) => !source.startsWith("^")).map((source) => source.replace(/:\d+$/, ""));
    return [name, { name, operator: op, inputs, attributes: attr }];
  });
  return { nodes: new Map(nodes), weights };
}

/** The weight as real numbers. */
export function dequantize(weight: TfjsWeight): Float32Array {
  return Float32Array.from(weight.data, (byte) => byte * weight.scale + weight.minimum);
}
