import { readFile } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { GleanerError } from "@gleaner/schema";
import { z } from "zod";
import { combineModels } from "./combination.ts";
import type { EmbeddingModel } from "./model.ts";

/** What a user writes to combine models: `NAME.json`. */
export const combinationSchema = z.strictObject({
  id: z.string().min(1).optional(),
  /** Names or paths of models, as `--model` takes them; paths are relative to the file. */
  models: z
    .array(z.strictObject({ model: z.string().min(1), weight: z.number().positive().default(1) }))
    .min(2)
    .max(8),
  /** Length of the vectors; the joined vector is reduced to it by a projection that is fitted once a space. */
  dimension: z.number().int().positive().max(16_384).default(1024),
});

/**
 * The combination that a file describes.
 * @param open resolves the models that it names
 * @throws GleanerError `model_not_found` without the file, `model_corrupt` when it is wrong, and what `open` and `combineModels` throw
 */
export async function combinationFile(
  path: string,
  open: (name: string) => Promise<EmbeddingModel>,
): Promise<EmbeddingModel> {
  const file = resolve(path);
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new GleanerError("model_not_found", `The model file ${file} cannot be read.`, { details: { file }, cause });
  });
  const description = parse(text, file);
  const models: { model: EmbeddingModel; weight: number }[] = [];
  for (const { model, weight } of description.models)
    models.push({ model: await open(isPath(model) ? resolve(dirname(file), model) : model), weight });
  const id = description.id ?? basename(file, ".json");
  return combineModels({ id, models, reduceTo: description.dimension, reference: file });
}

function parse(text: string, file: string): z.infer<typeof combinationSchema> {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw new GleanerError("model_corrupt", `The combination ${file} is not JSON.`, { details: { file }, cause });
  }
  const parsed = combinationSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  throw new GleanerError("model_corrupt", `The combination ${file} is wrong: ${z.prettifyError(parsed.error)}`, {
    hint: 'It looks like {"models": [{"model": "clip"}, {"model": "dinov2"}, {"model": "beit", "weight": 0.5}], "dimension": 1024}.',
    details: { file, fields: parsed.error.issues.map(({ path }) => path.join(".")) },
  });
}

/** A name has no part of a path in it. */
function isPath(name: string): boolean {
  return name.startsWith(".") || name.startsWith("/") || name.endsWith(".onnx");
}
