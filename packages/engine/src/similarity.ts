import { GleanerError, type SimilarTo } from "@gleaner/schema";
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
  const { workspace, models, decoder } = context;
  const space = await workspace.spaces.get(similarTo.space);
  if (similarTo.text !== undefined) {
    throw new GleanerError("no_text_tower", `The model of space ${space.name} (${space.model}) does not read text.`, {
      hint: "Search by an image or a sample, or embed with a model that reads text.",
    });
  }
  if (similarTo.samples.length + similarTo.images.length === 0) {
    throw new GleanerError("bad_request", "A similarity search needs an example.", {
      hint: "Give --sample ID or --image FILE.",
    });
  }
  const read = async (ids: string[]) => workspace.vectors.read(space.name, await workspace.samples.idsToNumbers(ids));
  const images = similarTo.images.map((image) => Buffer.from(image, "base64"));
  const embedded =
    images.length > 0 ? await embedImages(await models.open(space.model), decoder, images) : new Float32Array(0);
  if (embedded.length !== images.length * space.dimension) {
    throw new GleanerError(
      "vector_dimension",
      `The model ${space.model} does not give vectors of space ${space.name}.`,
      {
        hint: "Search by --sample in spaces whose vectors were imported.",
      },
    );
  }
  const known = await read(similarTo.samples);
  const positives = new Float32Array(known.length + embedded.length);
  positives.set(known);
  positives.set(embedded, known.length);
  return { dimension: space.dimension, positives, negatives: await read(similarTo.not) };
}

/** Scores every sample of the space against the examples: a function from sample number to score, NaN without a vector. */
export async function similarityScores(
  context: EngineContext,
  similarTo: SimilarTo,
): Promise<(number: number) => number> {
  const { positives, negatives } = await anchorsOf(context, similarTo);
  const { searcher, rowOf } = await context.indexes.searcher(similarTo.space);
  const scores = await throughKernel(() => searcher.scoreAll({ positives, negatives, aggregate: similarTo.aggregate }));
  return (number) => {
    const row = rowOf(number);
    return row < 0 ? Number.NaN : scores[row];
  };
}
