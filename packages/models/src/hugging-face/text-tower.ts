import { join } from "node:path";
import { GleanerError } from "@gleaner/schema";
import type { TextTower } from "../model.ts";
import { readOutline } from "../onnx/graph-outline.ts";
import type { FolderConfiguration } from "./folder-configuration.ts";
import { findGraph, isThere } from "./model-files.ts";

/** Tokens that a text tower takes where its configuration does not say it: CLIP's number. */
const standardLength = 77;

/** The text tower of a model's folder; null where it has none. @throws GleanerError `model_corrupt` for a graph that is no text tower */
export async function textTower(
  folder: string,
  { model_type, text_config }: FolderConfiguration,
  dimension: number,
): Promise<TextTower | null> {
  const graph = await findGraph(folder, ["text_model"]);
  const tokenizer = join(folder, "tokenizer.json");
  if (!graph || !(await isThere(tokenizer))) return null;
  const { inputs, outputs } = await readOutline(graph);
  const output = ["text_embeds", "pooler_output"].find((name) => outputs.includes(name));
  if (output === undefined || !inputs.includes("input_ids")) {
    throw new GleanerError(
      "model_corrupt",
      `${graph} is no text tower: it takes ${inputs.join(", ")} and gives ${outputs.join(", ")}.`,
      {
        details: { file: graph, inputs, outputs },
      },
    );
  }
  const settings = join(folder, "tokenizer_config.json");
  return {
    graph,
    tokenizer,
    settings: (await isThere(settings)) ? settings : null,
    output,
    dimension,
    inputs: inputs.filter((name) => name === "input_ids" || name === "attention_mask"),
    longest: text_config?.max_position_embeddings ?? standardLength,
    // SigLIP's tower was trained on texts filled up to their full length.
    padding: model_type?.startsWith("siglip") ? (text_config?.pad_token_id ?? 1) : null,
  };
}
