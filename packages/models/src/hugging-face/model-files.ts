import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { GleanerError } from "@gleaner/schema";
import { z } from "zod";

/** Endings of exported graphs, the exact ones first. */
const exports = ["", "_fp16", "_quantized"];

/** The first of these graphs that a folder holds, in `onnx/` or beside its configuration; null when it holds none. */
export async function findGraph(folder: string, names: readonly string[]): Promise<string | null> {
  for (const name of names)
    for (const ending of exports)
      for (const file of [join(folder, "onnx", `${name}${ending}.onnx`), join(folder, `${name}${ending}.onnx`)])
        if (await isThere(file)) return file;
  return null;
}

export async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/**
 * Reads a configuration file of a model's folder.
 * @throws GleanerError `model_not_found` when it is missing, `model_corrupt` with the fields at fault
 */
export async function readConfiguration<T extends z.ZodType>(file: string, schema: T): Promise<z.infer<T>> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new GleanerError("model_not_found", `${file} is missing, so the folder is no model.`, {
      hint: "A model's folder holds config.json, preprocessor_config.json and onnx/….onnx, as the Hugging Face hub has it.",
      details: { file },
      cause,
    });
  });
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw new GleanerError("model_corrupt", `${file} is not JSON.`, { details: { file }, cause });
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  throw new GleanerError("model_corrupt", `${file} is wrong: ${z.prettifyError(parsed.error)}`, {
    details: { file, fields: parsed.error.issues.map(({ path }) => path.join(".")) },
  });
}
