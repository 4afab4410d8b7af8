import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { EmbeddingModel } from "./model.ts";

type Fingerprinted = Pick<EmbeddingModel, "inputSize" | "preprocessing" | "parts" | "projection">;

/**
 * The `hash` of a model: SHA-256 over everything that its vectors depend on, hexadecimal. Ids, titles and file names are
 * left out: the same model under another name has the same hash.
 */
export function modelHash({ inputSize, preprocessing, parts, projection }: Fingerprinted): string {
  const { fit, background, edge = inputSize } = preprocessing;
  const geometry = edge === inputSize ? [inputSize, fit, background] : [inputSize, fit, background, edge];
  const described = parts.map(({ sha256, dimension, input, output, normalize, weight }) => {
    const { type, order, colors, mean, std } = input;
    const scale = type === "float32" ? [...mean, ...std] : [];
    const tensors = [input.name, type, order, colors, scale, output.name, output.pooling];
    return [sha256, dimension, tensors, normalize, weight];
  });
  const hash = createHash("sha256").update(JSON.stringify([...geometry, described]));
  if (projection) hash.update(JSON.stringify(projection.dimension)).update(projection.matrix);
  return hash.digest("hex");
}

/** SHA-256 of a file's bytes, hexadecimal. */
export async function fileHash(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk);
  return hash.digest("hex");
}

/** SHA-256 of bytes, hexadecimal. */
export function bytesHash(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
