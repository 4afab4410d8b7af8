import { GleanerError, type ImageAnchor, parseRegion, type SimilarTo, type Space } from "@gleaner/schema";
import type { EngineContext } from "./context.ts";
import { embedImages, type PictureAnchor } from "./embed-images.ts";
import { throughKernel } from "./kernel-errors.ts";
import { openFrameReader, sourceMedia } from "./source-media.ts";

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
 * Vectors of samples and of regions of samples (`ID@left,top,width,height`), `anchors.length x dimension`, in their order.
 * @throws GleanerError `sample_not_found`; `not_embedded` naming the samples and the spaces that do have them; for regions
 * `bad_request`, `unreadable_image`, `unsupported_type`, `model_not_found`, `vector_dimension`
 */
export async function sampleVectors(
  context: EngineContext,
  space: Space,
  anchors: readonly string[],
): Promise<Float32Array> {
  const { workspace } = context;
  const parsed = anchors.map(parseRegion);
  const numbers = await workspace.samples.idsToNumbers(parsed.map(({ subject }) => subject));
  const whole = numbers.filter((_, at) => parsed[at].box === null);
  await requireVectors(context, space, whole);
  const known = await workspace.vectors.read(space.name, whole);
  if (whole.length === numbers.length) return known;
  const cut = await pictureVectors(context, space, await regionPictures(context, parsed));
  const vectors = new Float32Array(anchors.length * space.dimension);
  let [nextKnown, nextCut] = [0, 0];
  parsed.forEach(({ box }, at) => {
    const [source, row] = box ? [cut, nextCut++] : [known, nextKnown++];
    vectors.set(source.subarray(row * space.dimension, (row + 1) * space.dimension), at * space.dimension);
  });
  return vectors;
}

/** The pictures whose regions are meant, in order, read from the samples' files. */
async function regionPictures(
  { workspace }: EngineContext,
  anchors: readonly ReturnType<typeof parseRegion>[],
): Promise<PictureAnchor[]> {
  const frames = await openFrameReader(workspace);
  try {
    const pictures: PictureAnchor[] = [];
    for (const { subject, box } of anchors) {
      if (!box) continue;
      const [sample] = await workspace.samples.media(await workspace.samples.idsToNumbers([subject]));
      const media = sourceMedia(sample);
      const input = media.kind === "file" ? { file: media.file } : { frame: await frames.read(media) };
      pictures.push({ input, region: box, name: `The region of ${subject}` });
    }
    return pictures;
  } finally {
    await frames.close();
  }
}

async function requireVectors({ workspace }: EngineContext, space: Space, numbers: Int32Array): Promise<void> {
  const missing = await workspace.vectors.missing(space.name, numbers);
  if (missing.length === 0) return;
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
 * Embeds images or regions of images with the model of a space: `images.length x dimension`.
 * @throws GleanerError `unreadable_image`, `bad_request` for a region outside its image, `model_not_found`, `vector_dimension`
 */
export function imageVectors(
  context: EngineContext,
  space: Space,
  images: readonly ImageAnchor[],
): Promise<Float32Array> {
  const pictures = images.map((image): PictureAnchor => {
    const { data, box } = typeof image === "string" ? { data: image, box: null } : image;
    return { input: { bytes: Buffer.from(data, "base64") }, region: box, name: "The given image" };
  });
  return pictureVectors(context, space, pictures);
}

async function pictureVectors(
  { models, decoder }: EngineContext,
  space: Space,
  pictures: readonly PictureAnchor[],
): Promise<Float32Array> {
  if (pictures.length === 0) return new Float32Array(0);
  const embedded = await embedImages(await models.open(space.model), decoder, pictures);
  if (embedded.length === pictures.length * space.dimension) return embedded;
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
