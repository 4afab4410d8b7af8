import { stat } from "node:fs/promises";
import { GleanerError } from "@gleaner/schema";
import { builtinModel } from "./builtin/builtin-model.ts";
import { combinationFile } from "./combination-file.ts";
import { folderModel } from "./hugging-face/folder-model.ts";
import { hubFolder, isDownloaded } from "./hugging-face/hub-download.ts";
import { hubModels, hubPrefix, hubRepository } from "./hugging-face/known-models.ts";
import { localModel } from "./local-model.ts";
import type { EmbeddingModel } from "./model.ts";

/** The name that stands for the model used when none is given. */
export const defaultModelName = "default";

const registered: readonly EmbeddingModel[] = [builtinModel];

/** A model as a list shows it. */
export interface ListedModel {
  /** What `--model` takes. */
  id: string;
  title: string;
  dimension: number;
  /** Whether it reads text. */
  text: boolean;
  sources: string[];
  licences: string[];
  /** Whether it can be used at once; otherwise it is fetched after the user's consent. */
  ready: boolean;
  /** How it is used, or made ready. */
  how: string;
}

/** The models that can be named, the default first. Folders, ONNX files and combinations are named by their path. */
export async function listModels(): Promise<ListedModel[]> {
  const builtin = registered.map(
    ({ id, title, dimension, text, sources }): ListedModel => ({
      ...{ id, title, dimension, text: text !== null, ready: true, how: "built in" },
      sources: sources.map(({ name }) => name),
      licences: [...new Set(sources.map(({ licence }) => licence))],
    }),
  );
  const hub = hubModels.map(
    async ({ repository, title, dimension, text, licence, megabytes }): Promise<ListedModel> => {
      const ready = await isDownloaded(repository);
      return {
        ...{ id: hubPrefix + repository, title, dimension, text, ready },
        sources: [`huggingface.co/${repository}`],
        licences: [licence],
        how: ready ? "fetched" : `--download fetches about ${megabytes} MB; or give a folder that holds it`,
      };
    },
  );
  return [...builtin, ...(await Promise.all(hub))];
}

/**
 * The model of a name: `default`, an id of {@link listModels}, `hf:OWNER/NAME` once it has been fetched, the path of a folder in the
 * layout of the Hugging Face hub, of an ONNX file with a description beside it (`NAME.onnx`, `NAME.json`; see {@link ModelDescription}),
 * or of a combination (`NAME.json`).
 * @throws GleanerError `model_not_found` with the known names; for a path what {@link folderModel}, {@link localModel} and
 * {@link combinationFile} throw
 */
export async function resolveModel(nameOrPath: string): Promise<EmbeddingModel> {
  if (nameOrPath === defaultModelName) return builtinModel;
  const known = registered.find(({ id }) => id === nameOrPath);
  if (known) return known;
  const repository = hubRepository(nameOrPath);
  if (repository) return fetchedModel(repository);
  const path = nameOrPath.toLowerCase();
  if (path.endsWith(".onnx")) return localModel(nameOrPath);
  if (path.endsWith(".json")) return combinationFile(nameOrPath, resolveModel);
  if (await isFolder(nameOrPath)) return folderModel(nameOrPath);
  const names = [defaultModelName, ...registered.map(({ id }) => id)];
  throw new GleanerError("model_not_found", `There is no model "${nameOrPath}".`, {
    hint: `Known models: ${names.join(", ")}; ${hubPrefix}OWNER/NAME of the Hugging Face hub; or the path of a model's folder or ONNX file.`,
    details: { model: nameOrPath, models: names },
  });
}

async function fetchedModel(repository: string): Promise<EmbeddingModel> {
  if (!(await isDownloaded(repository))) {
    const known = hubModels.find((model) => model.repository === repository);
    throw new GleanerError("model_not_found", `The model ${repository} is not on this machine.`, {
      hint: `Add --download to fetch ${known ? `about ${known.megabytes} MB` : "it"} from huggingface.co, or give a folder that holds it.`,
      details: { repository, folder: hubFolder(repository) },
    });
  }
  const model = await folderModel(hubFolder(repository));
  const known = hubModels.find((each) => each.repository === repository);
  const sources = [
    { name: repository, licence: known?.licence ?? "unknown", url: `https://huggingface.co/${repository}` },
  ];
  return { ...model, id: repository, title: known?.title ?? model.title, reference: hubPrefix + repository, sources };
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
