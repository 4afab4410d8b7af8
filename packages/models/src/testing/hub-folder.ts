import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { elementType, OnnxGraph } from "../onnx/onnx-graph.ts";
import { channelMeanSide } from "./channel-mean-graph.ts";

/** The kinds of model that {@link writeHubFolder} can write. */
export type HubKind = "clip" | "siglip" | "dinov2" | "beit";

/** Words that the tiny text towers know; each has the vector of its colour. */
export const colourWords = { red: [1, 0, 0], green: [0, 1, 0], blue: [0, 0, 1], white: [1, 1, 1] } as const;

const special = ["<pad>", "<s>", "</s>", "<unk>"];
const words = [...special, ...Object.keys(colourWords)];
const side = channelMeanSide;

/**
 * Writes a tiny model in the folder layout of the Hugging Face hub, whose vectors can be computed by hand: the mean of each colour over
 * the picture (its first column for DINOv2); for texts the mean over their words.
 */
export async function writeHubFolder(folder: string, kind: HubKind): Promise<string> {
  const readsText = kind === "clip" || kind === "siglip";
  await write(folder, "config.json", JSON.stringify(configs[kind]));
  await write(folder, "preprocessor_config.json", JSON.stringify(preprocessor(kind)));
  await write(folder, `onnx/${readsText ? "vision_model" : "model"}.onnx`, imageGraph(kind));
  if (readsText) {
    await write(folder, "onnx/text_model.onnx", textGraph(kind));
    await write(folder, "tokenizer.json", JSON.stringify(tokenizer));
    await write(folder, "tokenizer_config.json", JSON.stringify({ tokenizer_class: "PreTrainedTokenizerFast" }));
  }
  return folder;
}

async function write(folder: string, name: string, content: string | Uint8Array): Promise<void> {
  const file = join(folder, name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}

const configs: Record<HubKind, object> = {
  clip: { model_type: "clip", projection_dim: 3, text_config: { max_position_embeddings: 8 } },
  siglip: {
    model_type: "siglip",
    vision_config: { hidden_size: 3 },
    text_config: { max_position_embeddings: 8, pad_token_id: 0 },
  },
  dinov2: { model_type: "dinov2", hidden_size: 3 },
  beit: { model_type: "beit", hidden_size: 3 },
};

function preprocessor(kind: HubKind): object {
  const plain = {
    do_rescale: true,
    rescale_factor: 1 / 255,
    do_normalize: true,
    image_mean: [0, 0, 0],
    image_std: [1, 1, 1],
  };
  if (kind === "siglip" || kind === "beit")
    return { ...plain, do_center_crop: false, size: { height: side, width: side } };
  const edge = kind === "clip" ? side : side * 2;
  return { ...plain, do_center_crop: true, crop_size: { height: side, width: side }, size: { shortest_edge: edge } };
}

function imageGraph(kind: HubKind): Uint8Array {
  const graph = new OnnxGraph();
  const pixels = graph.input("pixel_values", "float32", ["N", 3, side, side]);
  if (kind === "dinov2") {
    const columns = graph.node("ReduceMean", [pixels], { axes: [2], keepdims: 0 });
    graph.output(graph.node("Transpose", [columns], { perm: [0, 2, 1] }, "last_hidden_state"), "float32", [
      "N",
      side,
      3,
    ]);
    return graph.encode("gleaner-test");
  }
  const name = { clip: "image_embeds", siglip: "pooler_output", beit: "pooled" }[kind];
  const means = graph.node("ReduceMean", [pixels], { axes: [2, 3], keepdims: 0 }, name);
  if (kind === "beit") {
    const weights = graph.constant("float32", [3, 2], Float32Array.of(1, 0, 0, 1, 0, 0));
    const product = graph.node("MatMul", [means, weights]);
    const bias = graph.constant("float32", [2], Float32Array.of(0, 1));
    graph.output(graph.node("Add", [bias, product], {}, "logits"), "float32", ["N", 2]);
  } else graph.output(means, "float32", ["N", 3]);
  return graph.encode("gleaner-test");
}

function textGraph(kind: "clip" | "siglip"): Uint8Array {
  const graph = new OnnxGraph();
  const ids = graph.input("input_ids", "int64", ["N", kind === "siglip" ? 8 : "L"]);
  const vectors = [...special.map(() => [0, 0, 0]), ...Object.values(colourWords)].flat();
  const table = graph.constant("float32", [words.length, 3], Float32Array.from(vectors));
  const tokens = graph.node("Gather", [table, ids]);
  const output = kind === "clip" ? "text_embeds" : "pooler_output";
  if (kind === "clip") {
    const mask = graph.input("attention_mask", "int64", ["N", "L"]);
    const weights = graph.node("Cast", [mask], { to: elementType.float32 });
    const product = graph.node("Unsqueeze", [weights, graph.constant("int64", [1], BigInt64Array.of(1n))]);
    graph.node(
      "Squeeze",
      [graph.node("MatMul", [product, tokens]), graph.constant("int64", [1], BigInt64Array.of(1n))],
      {},
      output,
    );
  } else graph.node("ReduceMean", [tokens], { axes: [1], keepdims: 0 }, output);
  graph.output(output, "float32", ["N", 3]);
  return graph.encode("gleaner-test");
}

const tokenizer = {
  version: "1.0",
  truncation: null,
  padding: null,
  added_tokens: special.map((content, id) => ({
    ...{ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true },
  })),
  normalizer: { type: "Lowercase" },
  pre_tokenizer: { type: "Whitespace" },
  post_processor: {
    type: "TemplateProcessing",
    single: [
      { SpecialToken: { id: "<s>", type_id: 0 } },
      { Sequence: { id: "A", type_id: 0 } },
      { SpecialToken: { id: "</s>", type_id: 0 } },
    ],
    pair: [],
    special_tokens: {
      "<s>": { id: "<s>", ids: [1], tokens: ["<s>"] },
      "</s>": { id: "</s>", ids: [2], tokens: ["</s>"] },
    },
  },
  decoder: null,
  model: { type: "WordLevel", vocab: Object.fromEntries(words.map((word, id) => [word, id])), unk_token: "<unk>" },
};
