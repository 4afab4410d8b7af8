export { buildBuiltinModel, builtinSha256, writeBuiltinModel } from "./builtin/builtin-file.ts";
export { builtinModel } from "./builtin/builtin-model.ts";
export { type Combination, combineModels } from "./combination.ts";
export { descriptionFile, descriptionSchema, type ModelDescription } from "./description.ts";
export type {
  EmbeddingModel,
  Fit,
  ModelPart,
  ModelSource,
  PartInput,
  PartOutput,
  Preprocessing,
  Projection,
} from "./model.ts";
export { defaultModelName, listModels, resolveModel } from "./registry.ts";
export { type Embedder, type OpenOptions, openModel } from "./runtime/embedder.ts";
