import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { GleanerError } from "@gleaner/schema";
import { modelCacheFolder } from "../builtin/cache-folder.ts";
import { isThere } from "./model-files.ts";

/** Files of a model; the optional ones may be missing on the hub. */
const required = ["config.json", "preprocessor_config.json"];
const optional = ["tokenizer.json", "tokenizer_config.json"];
/** With the two towers apart, the joint graph is not needed. */
const towers = ["onnx/vision_model.onnx", "onnx/text_model.onnx"];
const whole = "onnx/model.onnx";

/** Where a model of the hub lies on this machine, whether it has been fetched or not. */
export function hubFolder(repository: string, cache = modelCacheFolder()): string {
  return join(cache, "hub", ...repository.split("/"));
}

/** Whether a model of the hub has been fetched completely. */
export function isDownloaded(repository: string, cache?: string): Promise<boolean> {
  return isThere(join(hubFolder(repository, cache), "complete"));
}

export interface DownloadOptions {
  /** Folder of the models; default: that of this user. */
  cache?: string;
  /** Address of the hub; default: `$HF_ENDPOINT`, else huggingface.co. */
  endpoint?: string;
  signal?: AbortSignal;
  onProgress?: (file: string, bytes: number, total: number | null) => void;
}

/**
 * Fetches a model of the Hugging Face hub into the cache and gives its folder. Nothing of the user's data is sent. Call it only when the
 * user has named the model and agreed to the download. What was fetched before a stop is kept, file by file.
 * @throws GleanerError `model_not_found` when the hub has no such model, `unreachable` when it does not answer
 */
export async function downloadModel(repository: string, options: DownloadOptions = {}): Promise<string> {
  const folder = hubFolder(repository, options.cache);
  const fetched = (file: string) => fetchFile(repository, file, folder, options);
  for (const file of required) {
    if (await fetched(file)) continue;
    throw new GleanerError("model_not_found", `The hub has no model ${repository}, or one without ${file}.`, {
      hint: "`gleaner models list` names models that work.",
      details: { repository, file },
    });
  }
  for (const file of optional) await fetched(file);
  const [vision] = [await fetched(towers[0]!), await fetched(towers[1]!)];
  if (!vision && !(await fetched(whole))) {
    throw new GleanerError("model_not_found", `The model ${repository} has no ONNX graph on the hub.`, {
      hint: "Export it, for instance with Optimum, and give the folder.",
      details: { repository },
    });
  }
  await pipeline(Readable.from([""]), createWriteStream(join(folder, "complete")));
  return folder;
}

/** Gives false when the hub has no such file. A file that is there already is not fetched again. */
async function fetchFile(
  repository: string,
  file: string,
  folder: string,
  { endpoint = process.env["HF_ENDPOINT"] || "https://huggingface.co", signal, onProgress }: DownloadOptions,
): Promise<boolean> {
  const target = join(folder, ...file.split("/"));
  if (await isThere(target)) return true;
  const address = `${endpoint}/${repository}/resolve/main/${file}`;
  const response = await fetch(address, { signal }).catch((cause: unknown) => {
    signal?.throwIfAborted();
    throw unreachable(endpoint, cause);
  });
  // The hub says "unauthorized" of what does not exist.
  if (response.status === 404 || response.status === 401) return false;
  if (!response.ok || !response.body) throw unreachable(endpoint, new Error(`HTTP ${response.status} for ${address}`));
  const total = Number(response.headers.get("content-length")) || null;
  const part = `${target}.part`;
  await mkdir(dirname(target), { recursive: true });
  let bytes = 0;
  try {
    const counted = async function* (source: AsyncIterable<Uint8Array>) {
      for await (const chunk of source) {
        bytes += chunk.length;
        onProgress?.(file, bytes, total);
        yield chunk;
      }
    };
    await pipeline(Readable.fromWeb(response.body), counted, createWriteStream(part), { signal });
    if (total !== null && bytes !== total) throw new Error(`${bytes} of ${total} bytes came.`);
  } catch (cause) {
    await rm(part, { force: true });
    signal?.throwIfAborted();
    throw unreachable(endpoint, cause);
  }
  await rename(part, target);
  return true;
}

function unreachable(endpoint: string, cause: unknown): GleanerError {
  return new GleanerError("unreachable", `The model could not be fetched from ${endpoint}.`, {
    hint: "Without a network, fetch its folder elsewhere and give the path: --model FOLDER.",
    cause,
  });
}
