import { GleanerError } from "@gleaner/schema";
import { modelHash } from "./fingerprint.ts";
import type { EmbeddingModel, Projection } from "./model.ts";

export interface Combination {
  id: string;
  title?: string;
  /** Models and their weights (default 1), joined in this order. */
  models: readonly { model: EmbeddingModel; weight?: number }[];
  /** Reduces the joined vector; default: it stays as it is. */
  projection?: Projection | null;
  /** Length to which a projection that is yet to be fitted reduces the joined vector; only without a projection. */
  reduceTo?: number;
  /** The name by which it is found again; default: its id. */
  reference?: string;
}

/**
 * Several models as one, such as CLIP + DINOv2 + BEiT: one set of pixels in, one vector out. What part of a picture they see is what the
 * first model sees of it.
 * @throws GleanerError `bad_request` when the models take squares of different sizes, when one of them is itself a combination,
 * or when a weight is not positive; `vector_dimension` when the projection does not fit the joined vector
 */
export function combineModels({
  id,
  title,
  models,
  projection = null,
  reduceTo,
  reference = id,
}: Combination): EmbeddingModel {
  const first = models[0]?.model;
  if (!first) throw new GleanerError("bad_request", "A combination needs at least one model.");
  const { inputSize, preprocessing } = first;
  const parts = models.flatMap(({ model, weight = 1 }) => {
    if (model.inputSize !== inputSize)
      throw new GleanerError(
        "bad_request",
        `${model.id} takes squares of ${model.inputSize} pixels and ${first.id} of ${inputSize}; they cannot be combined.`,
      );
    if (model.parts.length > 1 || model.projection)
      throw new GleanerError("bad_request", `${model.id} is a combination itself; combine its models instead.`);
    if (!(weight > 0)) throw new GleanerError("bad_request", `The weight of ${model.id} is not a positive number.`);
    return model.parts.map((part) => ({ ...part, weight: part.weight * weight }));
  });
  const joined = parts.reduce((sum, part) => sum + part.dimension, 0);
  if (projection) requireFitting(projection, joined);
  const content = { inputSize, preprocessing, parts, projection };
  return {
    id,
    title: title ?? models.map(({ model }) => model.title).join(" + "),
    hash: modelHash(content),
    units: first.units.filter((unit) => models.every(({ model }) => model.units.includes(unit))),
    dimension: projection?.dimension ?? joined,
    text: null,
    reference,
    reduceTo: projection || reduceTo === undefined || reduceTo >= joined ? null : reduceTo,
    sources: models.flatMap(({ model }) => model.sources),
    ...content,
  };
}

/** The model with the projection that was fitted for it. @throws GleanerError `vector_dimension` when it does not fit */
export function withProjection(model: EmbeddingModel, projection: Projection): EmbeddingModel {
  const joined = model.parts.reduce((sum, part) => sum + part.dimension, 0);
  requireFitting(projection, joined);
  const { inputSize, preprocessing, parts } = model;
  const hash = modelHash({ inputSize, preprocessing, parts, projection });
  return { ...model, hash, dimension: projection.dimension, projection, reduceTo: null };
}

function requireFitting(projection: Projection, joined: number): void {
  if (projection.matrix.length === projection.dimension * joined) return;
  throw new GleanerError("vector_dimension", `The projection does not fit a vector of ${joined} numbers.`, {
    details: { expected: projection.dimension * joined, actual: projection.matrix.length },
  });
}
