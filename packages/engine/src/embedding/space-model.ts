import { createRandom, permutation } from "@gleaner/kernel";
import {
  defaultModelName,
  downloadModel,
  type Embedder,
  type EmbeddingModel,
  fewestFitted,
  fitProjection,
  hubRepository,
  isDownloaded,
  mostFitted,
  resolveModel,
  withProjection,
} from "@gleaner/models";
import { GleanerError } from "@gleaner/schema";
import type { EngineContext } from "../context.ts";
import type { Work } from "../work.ts";

/** Which model is to embed into a space. */
export interface SpaceModelRequest {
  /** Name of the space; it need not be there yet. */
  space: string;
  /** Undefined: the model of the space, else the default one. */
  model?: string;
  /** Whether the user has agreed to fetch a model of the hub. */
  download: boolean;
  /** What is to be in the space: numbers of samples. */
  numbers: Int32Array;
  /** Embeds some of them with a model whose projection is yet to be fitted; those that can't be are left out. */
  embed(embedder: Embedder, numbers: Int32Array): Promise<Float32Array>;
}

const projectionSeed = 0;

/**
 * Opens the model for a space. A combination gets its projection when a space is first embedded: fitted on up to 20,000 of its samples,
 * at random below 5,000, and kept with the workspace from then on.
 * @throws GleanerError what {@link resolveModel} throws; `unreachable` for a model that can't be fetched
 */
export async function openSpaceModel(
  context: EngineContext,
  request: SpaceModelRequest,
  work: Work,
): Promise<Embedder> {
  const { workspace, models } = context;
  const space = await workspace.spaces.find(request.space);
  if (space && request.model === undefined) {
    const own = await models.openFor(space);
    if (own) return own;
    throw new GleanerError(
      "model_not_found",
      `The vectors of space ${space.name} were imported, so no model embeds into it.`,
      {
        hint: "Name another space with --space.",
      },
    );
  }
  const name = request.model ?? defaultModelName;
  if (request.download) await fetchModel(name, work);
  const model = await resolveModel(name);
  const own = space && model.reduceTo !== null ? await models.records.find(space).catch(() => null) : null;
  if (own?.reference === model.reference) return models.open(own);
  const complete = model.reduceTo === null ? model : await fitted(model, model.reduceTo, request, work, context);
  const embedder = await models.open(complete);
  if (!workspace.readOnly) await models.records.keep(complete);
  return embedder;
}

async function fetchModel(name: string, work: Work): Promise<void> {
  const repository = hubRepository(name);
  if (!repository || (await isDownloaded(repository))) return;
  await downloadModel(repository, {
    signal: work.signal,
    onProgress: (file, done, total) => work.progress({ phase: `fetch ${file}`, done, total }),
  });
}

async function fitted(
  model: EmbeddingModel,
  dimension: number,
  { numbers, embed }: SpaceModelRequest,
  work: Work,
  { models }: EngineContext,
): Promise<EmbeddingModel> {
  const width = model.dimension;
  const chosen = permutation(numbers.length, createRandom(projectionSeed)).subarray(0, mostFitted).toSorted();
  const isEnough = numbers.length >= fewestFitted;
  const vectors = isEnough
    ? await embed(
        await models.open(model),
        chosen.map((row) => numbers[row]),
      )
    : new Float32Array(0);
  work.progress({ phase: "fit", done: 0, total: null });
  return withProjection(model, await fitProjection(vectors, { width, dimension, seed: projectionSeed }));
}
