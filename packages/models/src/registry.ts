import { GleanerError } from "@gleaner/schema";
import { builtinModel } from "./builtin/builtin-model.ts";
import { localModel } from "./local-model.ts";
import type { EmbeddingModel } from "./model.ts";

/** The name that stands for the model used when none is given. */
export const defaultModelName = "default";

const registered: readonly EmbeddingModel[] = [builtinModel];

/** The models that can be named, the default first. Local ONNX files are named by their path. */
export function listModels(): readonly EmbeddingModel[] {
  return registered;
}

/**
 * The model of a name: `default`, an id of {@link listModels}, or the path of an ONNX file with a description beside it
 * (`NAME.onnx`, `NAME.json`; see {@link ModelDescription}).
 * @throws GleanerError `model_not_found` with the known names; for a path what {@link localModel} throws
 */
export async function resolveModel(nameOrPath: string): Promise<EmbeddingModel> {
  if (nameOrPath === defaultModelName) return builtinModel;
  const known = registered.find(({ id }) => id === nameOrPath);
  if (known) return known;
  if (nameOrPath.toLowerCase().endsWith(".onnx")) return localModel(nameOrPath);
  const names = [defaultModelName, ...registered.map(({ id }) => id)];
  throw new GleanerError("model_not_found", `There is no model "${nameOrPath}".`, {
    hint: `Known models: ${names.join(", ")}; or the path of an ONNX file.`,
    details: { model: nameOrPath, models: names },
  });
}
