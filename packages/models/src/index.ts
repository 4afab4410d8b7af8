export { buildBuiltinModel, builtinSha256, writeBuiltinModel } from "./builtin/builtin-file.ts";
export { builtinModel } from "./builtin/builtin-model.ts";
export { type Combination, combineModels, withProjection } from "./combination.ts";
export { descriptionFile, descriptionSchema, type ModelDescription } from "./description.ts";
export { type DownloadOptions, downloadModel, isDownloaded } from "./hugging-face/hub-download.ts";
export { hubRepository } from "./hugging-face/known-models.ts";
export type {
  EmbeddingModel,
  Fit,
  ModelPart,
  ModelSource,
  PartInput,
  PartOutput,
  Preprocessing,
  Projection,
  TextTower,
} from "./model.ts";
export { fewestFitted, fitProjection, mostFitted } from "./projection/fit-projection.ts";
export { defaultModelName, type ListedModel, listModels, resolveModel } from "./registry.ts";
export { type Embedder, type OpenOptions, openModel } from "./runtime/embedder.ts";
