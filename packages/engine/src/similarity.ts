import { GleanerError, type SimilarTo, type Space } from "@gleaner/schema";
import type { EngineContext } from "./context.ts";
import { embedImages } from "./embed-images.ts";
import { throughKernel } from "./kernel-errors.ts";

/** The vectors that a similarity search starts from. */
export interface Anchors {
  dimension: number;
  /** Row-major, one row an anchor. */
  positives: Float32Array;
  negatives: Float32Array;
}

/**
 * Finds or makes the vectors of a search's examples.
 * @throws GleanerError `space_not_found`, `sample_not_found`, `not_embedded`, `no_text_tower`, `unreadable_image`
 */
export async function anchorsOf(context: EngineContext, similarTo: SimilarTo): Promise<Anchors> {
  const space = await context.workspace.spaces.get(similarTo.space);
  if (similarTo.text !== undefined) throw noTextTower(space);
  if (similarTo.samples.length + similarTo.images.length === 0) {
    throw new GleanerError("bad_request", "A similarity search needs an example.", {
      hint: "Give --sample ID or --image FILE.",
    });
  }
  const embedded = await imageVectors(context, space, similarTo.images);
  const known = await sampleVectors(context, space, similarTo.samples);
  const positives = new Float32Array(known.length + embedded.length);
  positives.set(known);
  positives.set(embedded, known.length);
  return { dimension: space.dimension, positives, negatives: await sampleVectors(context, space, similarTo.not) };
}

/** The error for words in a space whose model knows pictures only. */
export function noTextTower(space: Space): GleanerError {
  return new GleanerError("no_text_tower", `The model of space ${space.name} (${space.model}) does not read text.`, {
    hint: "Search by an image or a sample, or embed with a model that reads text.",
  });
}

/**
 * Vectors of samples in a space, `ids.length x dimension`.
 * @throws GleanerError `sample_not_found`; `not_embedded` naming the samples and the spaces that do have them
 */
export async function sampleVectors(
  { workspace }: EngineContext,
  space: Space,
  ids: readonly string[],
): Promise<Float32Array> {
  const numbers = await workspace.samples.idsToNumbers(ids);
  const missing = await workspace.vectors.missing(space.name, numbers);
  if (missing.length === 0) return workspace.vectors.read(space.name, numbers);
  const named = await workspace.samples.numbersToIds(missing.subarray(0, 10));
  const others: string[] = [];
  for (const { name } of await workspace.spaces.list()) {
    if (name === space.name) continue;
    if ((await workspace.vectors.present(name, missing)).length === missing.length) others.push(name);
  }
  throw new GleanerError("not_embedded", `${named.join(", ")} has no vector in the space "${space.name}".`, {
    hint:
      others.length > 0
        ? `It has one in ${others.join(", ")}: choose that space, or embed it in this one.`
        : "Run `gleaner embed` first.",
    details: { space: space.name, ids: named, spaces: others },
  });
}

/**
 * Embeds images, given as base64 of their files, with the model of a space: `images.length x dimension`.
 * @throws GleanerError `unreadable_image`, `model_not_found`, `vector_dimension`
 */
export async function imageVectors(
  { models, decoder }: EngineContext,
  space: Space,
  images: readonly string[],
): Promise<Float32Array> {
  if (images.length === 0) return new Float32Array(0);
  const files = images.map((image) => Buffer.from(image, "base64"));
  const embedded = await embedImages(await models.open(space.model), decoder, files);
  if (embedded.length === files.length * space.dimension) return embedded;
  throw new GleanerError("vector_dimension", `The model ${space.model} does not give vectors of space ${space.name}.`, {
    hint: "Search by --sample in spaces whose vectors were imported.",
  });
}

/** Scores every sample of the space against the examples: a function from sample number to score, NaN without a vector or a direction. */
export async function similarityScores(
  context: EngineContext,
  similarTo: SimilarTo,
): Promise<(number: number) => number> {
  const { positives, negatives } = await anchorsOf(context, similarTo);
  const { searcher, rowOf } = await context.indexes.searcher(similarTo.space);
  const scores = await throughKernel(() => searcher.scoreAll({ positives, negatives, aggregate: similarTo.aggregate }));
  return (number) => {
    const row = rowOf(number);
    return row >= 0 && Number.isFinite(scores[row]) ? scores[row] : Number.NaN;
  };
}
