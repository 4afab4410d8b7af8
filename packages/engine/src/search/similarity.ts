import { GleanerError, type ImageAnchor, parseRegion, type SimilarTo, type Space } from "@gleaner/schema";
import type { EngineContext } from "../context.ts";
import { embedImages, type PictureAnchor } from "../embedding/embed-images.ts";
import { throughKernel } from "../kernel-errors.ts";
import { cropOf, shownCrop } from "../media/crop.ts";
import { openFrameReader, sourceMedia } from "../media/source-media.ts";

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
  const { samples, objects, images, text, not } = similarTo;
  const examples = [...samples, ...objects];
  for (const id of objects) await context.workspace.objects.get(id);
  const texts = text === undefined ? [] : [text];
  if (examples.length + images.length + texts.length === 0) {
    throw new GleanerError("bad_request", "A similarity search needs an example.", {
      hint: "Give --sample ID, --object ID, --image FILE or --text WORDS.",
    });
  }
  const positives = joined([
    await sampleVectors(context, space, examples),
    await imageVectors(context, space, images),
    await textVectors(context, space, texts),
  ]);
  return { dimension: space.dimension, positives, negatives: await sampleVectors(context, space, not) };
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/**
 * Embeds texts with the text tower of a space's model: `texts.length x dimension`.
 * @throws GleanerError `no_text_tower` for a model that knows pictures only, `model_not_found`, `model_corrupt`
 */
export async function textVectors(
  { models }: EngineContext,
  space: Space,
  texts: readonly string[],
): Promise<Float32Array> {
  if (texts.length === 0) return new Float32Array(0);
  const embedder = await models.openFor(space);
  if (embedder?.model.text) return embedder.embedTexts(texts);
  throw new GleanerError("no_text_tower", `The model of space ${space.name} (${space.model}) does not read text.`, {
    hint: "Search by an image or a sample, or embed with a model that reads text: gleaner models list",
    details: { space: space.name, model: space.model },
  });
}

/**
 * Vectors of samples, of objects and of regions of samples (`ID@left,top,width,height`), `anchors.length x dimension`, in their order. What is
 * not of the space's unit is embedded for the occasion: a sample whole, an object from its crop.
 * @throws GleanerError `sample_not_found`; `not_embedded` naming the samples and the spaces that do have them; for what is embedded
 * `bad_request`, `unreadable_image`, `unsupported_type`, `model_not_found`
 */
export async function sampleVectors(
  context: EngineContext,
  space: Space,
  anchors: readonly string[],
): Promise<Float32Array> {
  if (anchors.length === 0) return new Float32Array(0);
  const { workspace } = context;
  const parsed = anchors.map(parseRegion);
  const numbers = await workspace.samples.idsToNumbers(parsed.map(({ subject }) => subject));
  if (parsed.every(({ box }) => !box)) {
    const stored = await storedVectors(context, space, numbers);
    if (stored) return stored;
  }
  const objects = new Set((await workspace.objects.columns(numbers)).numbers);
  const isStored = parsed.map(({ box }, at) => !box && objects.has(numbers[at]) === (space.unit === "object"));
  const whole = numbers.filter((_, at) => isStored[at]);
  await requireVectors(context, space, whole);
  const known = await workspace.vectors.read(space.name, whole);
  if (whole.length === numbers.length) return known;
  const seen = parsed.map((anchor, at) => ({ ...anchor, number: numbers[at] })).filter((_, at) => !isStored[at]);
  const made = await pictureVectors(context, space, await anchorPictures(context, space, seen));
  const vectors = new Float32Array(anchors.length * space.dimension);
  let [nextKnown, nextMade] = [0, 0];
  isStored.forEach((stored, at) => {
    const [source, row] = stored ? [known, nextKnown++] : [made, nextMade++];
    vectors.set(source.subarray(row * space.dimension, (row + 1) * space.dimension), at * space.dimension);
  });
  return vectors;
}

/** The vectors that the space has for these numbers; null when it lacks one. A searcher that is open knows where they lie. */
async function storedVectors(
  { workspace, indexes }: EngineContext,
  { name, dimension }: Space,
  numbers: Int32Array,
): Promise<Float32Array | null> {
  const open = await indexes.openSearcher(name);
  if (!open) {
    const present = await workspace.vectors.present(name, numbers);
    return present.length === numbers.length ? workspace.vectors.read(name, numbers) : null;
  }
  const rows = numbers.map(open.rowOf);
  if (rows.includes(-1)) return null;
  const vectors = new Float32Array(rows.length * dimension);
  await open.vectors.gather(rows, vectors);
  return vectors;
}

/** What each anchor is, in their order. @throws GleanerError `sample_not_found` */
export async function anchorKinds(
  { workspace }: EngineContext,
  anchors: readonly string[],
): Promise<("sample" | "object" | "region")[]> {
  const parsed = anchors.map(parseRegion);
  const numbers = await workspace.samples.idsToNumbers(parsed.map(({ subject }) => subject));
  const objects = new Set((await workspace.objects.columns(numbers)).numbers);
  return parsed.map(({ box }, at) => (box ? "region" : objects.has(numbers[at]) ? "object" : "sample"));
}

/** The pictures that anchors mean, in order, read from the samples' files. */
async function anchorPictures(
  { workspace }: EngineContext,
  { crop }: Space,
  anchors: readonly (ReturnType<typeof parseRegion> & { number: number })[],
): Promise<PictureAnchor[]> {
  const frames = await openFrameReader(workspace);
  try {
    const pictures: PictureAnchor[] = [];
    for (const { subject, box, number } of anchors) {
      const [sample] = await workspace.samples.media([number]);
      const { width, height } = sample;
      const media = sourceMedia(sample);
      const input = media.kind === "file" ? { file: media.file } : { frame: await frames.read(media) };
      const own = sample.box && width && height ? cropOf(sample.box, crop ?? shownCrop, { width, height }) : null;
      if (sample.box && !own && !box) {
        throw new GleanerError("bad_request", `Nothing of the box of ${subject} lies in its image.`);
      }
      pictures.push({ input, region: box ?? own, name: box ? `The region of ${subject}` : subject });
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
 * @throws GleanerError `unreadable_image`, `bad_request` for a region outside its image, `model_not_found`
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
  const embedder = await models.openFor(space);
  if (embedder) return embedImages(embedder, decoder, pictures);
  throw new GleanerError(
    "model_not_found",
    `No model is known for the vectors of space ${space.name} (${space.model}).`,
    {
      hint: "Search by --sample in spaces whose vectors were imported.",
      details: { space: space.name, model: space.model },
    },
  );
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
