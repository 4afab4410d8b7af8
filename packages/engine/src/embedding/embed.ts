import type { Embedder } from "@gleaner/models";
import { type Crop, GleanerError, type ParsedRequestOf, type SkippedItem } from "@gleaner/schema";
import { type SampleMedia, spaceFor } from "@gleaner/store";
import type { EngineContext, UseCase } from "../context.ts";
import { requireDatasets } from "../datasets/datasets.ts";
import { cropOf, shownCrop } from "../media/crop.ts";
import { type FrameReader, openFrameReader, pictureOf } from "../media/source-media.ts";
import { noObjects } from "../objects.ts";
import type { Work } from "../work.ts";
import { type EmbedItem, embedStream } from "./embed-images.ts";
import { openSpaceModel } from "./space-model.ts";

const page = 1024;
/** A shard is written when it has so many rows ... */
const shardRows = 4096;
/** ... or when the first row has waited so long, so that stopping a slow model loses little. */
const shardMilliseconds = 15_000;

/** Objects of one image that are cropped in one go; what is more is cropped from the image decoded again. */
const cropsAtOnce = 64;

/** An image with the samples or objects that its vectors are of, one of each region. */
interface ImageItem extends EmbedItem {
  parts: readonly Pick<SampleMedia, "number" | "contentHash">[];
}

/**
 * Embeds the samples or objects that have no vector of their present content in the space yet. What was finished before a stop is kept.
 * Objects are embedded from their crops, all of an image from one decoding of it; an object whose box has changed counts as without one.
 */
export const embed: UseCase<"embed"> = async (context, request, work) => {
  const started = performance.now();
  const { workspace, decoder } = context;
  const { datasets, where, slice, unit, download } = request;
  const space = spaceFor(unit, request.space);
  await requireDatasets(context, datasets);
  const numbers = await workspace.samples.numbers({ unit, datasets, where, slice });
  if (unit === "object" && numbers.length === 0) throw noObjects();
  const crop = await cropFor(context, { ...request, space });
  const embedSome = (some: Embedder, chosen: Int32Array) => vectorsOf(context, some, { numbers: chosen, crop }, work);
  const embedder = await openSpaceModel(
    context,
    { space, model: request.model, download, numbers, embed: embedSome },
    work,
  );
  const { id: model, hash: modelHash, dimension } = embedder.model;
  await workspace.spaces.ensure({ name: space, model, modelHash, unit, dimension, crop });
  const missing = await workspace.vectors.missing(space, numbers);
  const skipped: SkippedItem[] = [];
  const frames = await openFrameReader(workspace);
  let shard: { number: number; contentHash: string; vector: Float32Array }[] = [];
  let shardStart = performance.now();
  let embedded = 0;
  const found = new Map<string, number>();

  async function flush(): Promise<void> {
    const rows = shard;
    shard = [];
    shardStart = performance.now();
    if (rows.length === 0) return;
    const data = new Float32Array(rows.length * dimension);
    rows.forEach(({ vector }, row) => {
      data.set(vector, row * dimension);
    });
    const contentHashes = rows.map((row) => row.contentHash);
    const outcome = await workspace.vectors.append(
      space,
      Int32Array.from(rows, (row) => row.number),
      data,
      { contentHashes },
    );
    embedded += outcome.rows;
    for (const { function: name, hits } of outcome.hits) found.set(name, (found.get(name) ?? 0) + hits);
  }

  try {
    const items = itemsOf(context, { numbers: missing, crop }, frames, skipped, work);
    let done = 0;
    for await (const { item, part, vector, skipped: reason } of embedStream(embedder, decoder, items, work.signal)) {
      if (reason) skipped.push(reason);
      else shard.push({ ...item.parts[part], vector });
      work.progress({ phase: "embed", done: ++done, total: missing.length });
      if (shard.length >= shardRows || performance.now() - shardStart > shardMilliseconds) await flush();
    }
    await flush();
  } catch (error) {
    await flush();
    throw error;
  } finally {
    await frames.close();
  }
  if (embedded > 0) {
    await workspace.vectors.compact(space);
    await workspace.events.append(
      "embed",
      `${embedded} vectors in space ${space}`,
      { space, model, datasets },
      { actor: context.actor },
    );
  }
  const seconds = (performance.now() - started) / 1000;
  const unchanged = numbers.length - missing.length;
  const hits = found.size > 0 ? Array.from(found, ([name, count]) => ({ function: name, hits: count })) : undefined;
  return { space, model, dimension, embedded, unchanged, skipped, hits, seconds };
};

/** What to embed: samples, or objects with how they are cropped. */
interface Wanted {
  numbers: Int32Array;
  crop: Crop | undefined;
}

/** Vectors that are not stored; what can't be embedded is left out. */
async function vectorsOf(
  context: EngineContext,
  embedder: Embedder,
  wanted: Wanted,
  work: Work,
): Promise<Float32Array> {
  const { dimension } = embedder.model;
  const total = wanted.numbers.length;
  const vectors = new Float32Array(total * dimension);
  const frames = await openFrameReader(context.workspace);
  let [rows, done] = [0, 0];
  try {
    const items = itemsOf(context, wanted, frames, [], work);
    for await (const { vector } of embedStream(embedder, context.decoder, items, work.signal)) {
      if (vector) vectors.set(vector, rows++ * dimension);
      work.progress({ phase: "fit", done: ++done, total });
    }
  } finally {
    await frames.close();
  }
  return vectors.subarray(0, rows * dimension);
}

/** The images of samples or objects, those of objects once for all of theirs that lie together. */
async function* itemsOf(
  { workspace }: EngineContext,
  { numbers, crop }: Wanted,
  frames: FrameReader,
  skipped: SkippedItem[],
  work: Work,
): AsyncGenerator<ImageItem> {
  for (let start = 0; start < numbers.length; start += page) {
    const found = await workspace.samples.media(numbers.subarray(start, start + page));
    const images = crop ? cropped(found, crop, skipped) : found.map((sample) => ({ sample, parts: [sample] }));
    for (const { sample, ...image } of images) {
      work.check();
      const picture = await pictureOf(sample, frames);
      if ("input" in picture) yield { ...picture, ...image };
      else skipped.push(picture);
    }
  }
}

/** Objects by image, with their crops. */
function cropped(objects: readonly SampleMedia[], crop: Crop, skipped: SkippedItem[]) {
  const crops = objects.flatMap((object) => {
    const { box, width, height, path, id } = object;
    const region = box && width && height ? cropOf(box, crop, { width, height }) : null;
    if (region) return [{ object, region }];
    skipped.push({ path, code: "bad_record", message: `Nothing of the box of object ${id} lies in the image.` });
    return [];
  });
  const images = Map.groupBy(crops, ({ object }) => `${object.file}\0${JSON.stringify(object.media)}`);
  return [...images.values()].flatMap((all) =>
    Array.from({ length: Math.ceil(all.length / cropsAtOnce) }, (_, at) => {
      const some = all.slice(at * cropsAtOnce, (at + 1) * cropsAtOnce);
      return {
        sample: some[0].object,
        parts: some.map(({ object }) => object),
        regions: some.map(({ region }) => region),
      };
    }),
  );
}

/** How objects are cropped in a space: as before, else as asked, else with a padding of a tenth; undefined for samples. */
async function cropFor(
  { workspace }: EngineContext,
  { unit, space, padding, square }: ParsedRequestOf<"embed">,
): Promise<Crop | undefined> {
  if (unit === "sample") {
    if (padding === undefined && square === undefined) return undefined;
    throw new GleanerError("bad_request", "--padding and --square are about crops of objects.", {
      hint: "Add --unit object.",
    });
  }
  const known = (await workspace.spaces.find(space))?.crop ?? shownCrop;
  return { padding: padding ?? known.padding, square: square ?? known.square };
}
