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
}

/**
 * Several models as one, such as CLIP + DINOv2 + BEiT: one set of pixels in, one vector out.
 * @throws GleanerError `bad_request` when the models take different pixels, when one of them is itself a combination,
 * or when a weight is not positive; `vector_dimension` when the projection does not fit the joined vector
 */
export function combineModels({ id, title, models, projection = null }: Combination): EmbeddingModel {
  const first = models[0]?.model;
  if (!first) throw new GleanerError("bad_request", "A combination needs at least one model.");
  const { inputSize, preprocessing } = first;
  const pixels = JSON.stringify([inputSize, preprocessing.fit, preprocessing.background]);
  const parts = models.flatMap(({ model, weight = 1 }) => {
    const { fit, background } = model.preprocessing;
    if (JSON.stringify([model.inputSize, fit, background]) !== pixels)
      throw new GleanerError(
        "bad_request",
        `${model.id} takes other pixels than ${first.id}; they cannot be combined.`,
      );
    if (model.parts.length > 1 || model.projection)
      throw new GleanerError("bad_request", `${model.id} is a combination itself; combine its models instead.`);
    if (!(weight > 0)) throw new GleanerError("bad_request", `The weight of ${model.id} is not a positive number.`);
    return model.parts.map((part) => ({ ...part, weight: part.weight * weight }));
  });
  const joined = parts.reduce((sum, part) => sum + part.dimension, 0);
  if (projection && projection.matrix.length !== projection.dimension * joined)
    throw new GleanerError("vector_dimension", `The projection does not fit a vector of ${joined} numbers.`, {
      details: { expected: projection.dimension * joined, actual: projection.matrix.length },
    });
  const content = { inputSize, preprocessing, parts, projection };
  return {
    id,
    title: title ?? models.map(({ model }) => model.title).join(" + "),
    hash: modelHash(content),
    units: first.units.filter((unit) => models.every(({ model }) => model.units.includes(unit))),
    dimension: projection?.dimension ?? joined,
    text: false,
    sources: models.flatMap(({ model }) => model.sources),
    ...content,
  };
}
