import { access } from "node:fs/promises";
import { basename, extname, resolve } from "node:path";
import { GleanerError } from "@gleaner/schema";
import { readDescription } from "./description.ts";
import { fileHash, modelHash } from "./fingerprint.ts";
import type { EmbeddingModel, ModelPart } from "./model.ts";

/**
 * A model of the user's own: an ONNX file with its description beside it.
 * @throws GleanerError `model_not_found` when either file is missing, `model_corrupt` when the description is wrong,
 * `model_hash_mismatch` when the description names another hash
 */
export async function localModel(path: string): Promise<EmbeddingModel> {
  const file = resolve(path);
  await access(file).catch((error: unknown) => {
    throw new GleanerError("model_not_found", `The model file ${file} cannot be read.`, {
      details: { file },
      cause: error,
    });
  });
  const description = await readDescription(file);
  const { dimension, size, fit, background, input, output, normalize } = description;
  const sha256 = await fileHash(file);
  if (description.sha256 !== undefined) requireHash(file, description.sha256, sha256);
  const part: ModelPart = {
    sha256,
    dimension,
    input,
    output,
    normalize,
    weight: 1,
    locate: () => unchangedFile(file, sha256),
  };
  const content = { inputSize: size, preprocessing: { fit, background }, parts: [part], projection: null };
  const id = description.id ?? basename(file, extname(file));
  return {
    id,
    title: description.title ?? id,
    hash: modelHash(content),
    units: ["sample", "object"],
    dimension,
    text: null,
    reference: file,
    reduceTo: null,
    sources: [{ name: basename(file), licence: description.licence, url: description.source }],
    ...content,
  };
}

/**
 * The file, which may have been replaced since the model was resolved; its vectors would belong to another space.
 * @throws GleanerError `model_hash_mismatch`
 */
export async function unchangedFile(file: string, sha256: string): Promise<string> {
  requireHash(file, sha256, await fileHash(file));
  return file;
}

function requireHash(file: string, expected: string, actual: string): void {
  if (actual === expected) return;
  throw new GleanerError("model_hash_mismatch", `The model file ${file} is not the expected one.`, {
    hint: "Restore the file, or correct `sha256` in its description and embed into a new space.",
    details: { file, expected, actual },
  });
}
