import { basename, join, resolve } from "node:path";
import { extraOutput } from "@gleaner/kernel/onnx";
import { GleanerError } from "@gleaner/schema";
import { fileHash, modelHash } from "../fingerprint.ts";
import { unchangedFile } from "../local-model.ts";
import type { EmbeddingModel, ModelPart, PartOutput } from "../model.ts";
import { classifierInput, type GraphOutline, readOutline } from "../onnx/graph-outline.ts";
import { configurationSchema, type FolderConfiguration } from "./folder-configuration.ts";
import { findGraph, readConfiguration } from "./model-files.ts";
import { pixelConfiguration, preprocessorSchema } from "./pixel-configuration.ts";
import { textTower } from "./text-tower.ts";

/**
 * A model in the folder layout of the Hugging Face hub: `config.json`, `preprocessor_config.json`, graphs in `onnx/` and, for models that
 * read text, `tokenizer.json`. CLIP and SigLIP give their joint space, DINOv2 and its like the class token, BEiT and other classifiers
 * the vector that their classifier takes.
 * @throws GleanerError `model_not_found` naming the file that is missing, `model_corrupt` when the files are no such model
 */
export async function folderModel(path: string): Promise<EmbeddingModel> {
  const folder = resolve(path);
  const config = await readConfiguration(join(folder, "config.json"), configurationSchema);
  const preprocessor = join(folder, "preprocessor_config.json");
  const pixels = pixelConfiguration(await readConfiguration(preprocessor, preprocessorSchema), preprocessor);
  const file = await findGraph(folder, ["vision_model", "model"]);
  if (!file) {
    throw new GleanerError("model_not_found", `There is no graph in ${folder}.`, {
      hint: "It is looked for as onnx/vision_model.onnx and onnx/model.onnx.",
      details: { folder },
    });
  }
  const outline = await readOutline(file);
  const { output, patch } = vectorOutput(outline, file);
  const dimension = dimensionOf(config, output);
  const sha256 = await fileHash(file);
  const { mean, std, ...geometry } = pixels;
  const part: ModelPart = {
    sha256,
    dimension,
    input: { name: pixelInput(outline, file), type: "float32", order: "NCHW", colors: "RGB", mean, std },
    output,
    patch,
    normalize: true,
    weight: 1,
    locate: () => unchangedFile(file, sha256),
  };
  const content = { ...geometry, parts: [part], projection: null };
  const id = config._name_or_path?.includes("/") ? config._name_or_path : basename(folder);
  return {
    id,
    title: [config.model_type ?? "model", basename(folder)].join(" "),
    hash: modelHash(content),
    reference: folder,
    units: ["sample", "object"],
    dimension,
    text: await textTower(folder, config, dimension),
    reduceTo: null,
    sources: [{ name: id, licence: "unknown", url: "" }],
    ...content,
  };
}

/** Which tensor is the vector, and what makes it leave the graph if it does not yet. */
function vectorOutput(outline: GraphOutline, file: string): { output: PartOutput; patch: Uint8Array | null } {
  const has = (name: string) => outline.outputs.includes(name);
  for (const name of ["image_embeds", "pooler_output"])
    if (has(name)) return { output: { name, pooling: "none" }, patch: null };
  if (has("last_hidden_state")) return { output: { name: "last_hidden_state", pooling: "first-token" }, patch: null };
  const pooled = has("logits") ? classifierInput(outline) : null;
  if (pooled !== null) return { output: { name: pooled, pooling: "none" }, patch: extraOutput(pooled) };
  throw new GleanerError(
    "model_corrupt",
    `The graph ${file} gives ${outline.outputs.join(", ")}, and no vector that is known.`,
    {
      hint: "Known are image_embeds, pooler_output, last_hidden_state, and logits of a linear layer; or describe the file in a JSON beside it.",
      details: { file, outputs: outline.outputs },
    },
  );
}

function pixelInput({ inputs }: GraphOutline, file: string): string {
  if (inputs.includes("pixel_values")) return "pixel_values";
  throw new GleanerError("model_corrupt", `The graph ${file} takes ${inputs.join(", ")}, and no pixel_values.`, {
    details: { file, inputs },
  });
}

/** The length of the vectors, which opening the model checks. */
function dimensionOf(
  { projection_dim, hidden_size, vision_config }: FolderConfiguration,
  { name }: PartOutput,
): number {
  const projected = projection_dim ?? vision_config?.projection_dim;
  const hidden = vision_config?.hidden_size ?? hidden_size;
  const dimension = name === "image_embeds" ? (projected ?? hidden) : (hidden ?? projected);
  if (dimension !== undefined) return dimension;
  throw new GleanerError("model_corrupt", "config.json names neither hidden_size nor projection_dim.");
}
