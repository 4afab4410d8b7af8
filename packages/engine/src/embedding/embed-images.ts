import { type DecodeInput, type Decoder, framePixels, type PixelRequest, type Region } from "@gleaner/formats";
import type { Embedder, EmbeddingModel } from "@gleaner/models";
import { GleanerError, type SkippedItem } from "@gleaner/schema";
import { inBatches, inOrder } from "../in-order.ts";

/** Something to embed. */
export interface EmbedItem {
  path: string;
  input: DecodeInput;
  /** The parts that are wanted of it, each with a vector of its own; undefined: all of it. */
  regions?: readonly Region[];
}

/** One embedded item or region of it, or why it was not embedded. */
export type EmbedOutcome<T extends EmbedItem> = { item: T /** Which of its regions. */; part: number } & (
  | { vector: Float32Array; skipped: null }
  | { vector: null; skipped: SkippedItem }
);

/** How a model wants to see a picture. */
export function pixelRequest({ inputSize, preprocessing }: EmbeddingModel): PixelRequest {
  return { size: inputSize, ...preprocessing };
}

/**
 * Embeds a stream of pictures, or of regions of pictures, each picture decoded once: decoding in child processes and the model in its threads, both kept busy at the same time.
 * Outcomes come in the order of the items. A picture that can't be decoded is skipped; a failing model ends the stream.
 */
export async function* embedStream<T extends EmbedItem>(
  embedder: Embedder,
  decoder: Decoder,
  items: AsyncIterable<T>,
  signal?: AbortSignal,
): AsyncGenerator<EmbedOutcome<T>> {
  const request = pixelRequest(embedder.model);
  const bytes = request.size * request.size * 3;
  const requestOf = ({ regions }: T) => ({ pixels: { ...request, regions } });
  const decoded = decoder.decodeAll(items, fileInput, requestOf, signal);
  const embedBatch = async (batch: Seen<T>[]) => {
    const usable = batch.filter((entry) => entry.pixels !== null);
    const pixels = new Uint8Array(new SharedArrayBuffer(usable.length * bytes));
    usable.forEach((entry, i) => {
      if (entry.pixels) pixels.set(entry.pixels, i * bytes);
    });
    const vectors = usable.length > 0 ? await embedder.embed(pixels, usable.length) : new Float32Array(0);
    const { dimension } = embedder.model;
    let at = 0;
    return batch.map(({ item, part, skipped }): EmbedOutcome<T> => {
      if (skipped) return { item, part, vector: null, skipped };
      const start = at++ * dimension;
      return { item, part, vector: vectors.subarray(start, start + dimension), skipped: null };
    });
  };
  const pixelStream = (async function* () {
    for await (const { item, result } of decoded) {
      if ("frame" in item.input) {
        const made = framePixels(item.input.frame, requestOf(item).pixels);
        yield* "ok" in made ? skippedParts(item, made) : partsOf(item, made, bytes);
      } else if (result?.ok && result.pixels) yield* partsOf(item, result.pixels, bytes);
      else yield* skippedParts(item, result && !result.ok ? result : undecodable);
    }
  })();
  for await (const outcomes of inOrder(
    inBatches(pixelStream, embedder.batchSize),
    embedBatch,
    embedder.concurrency + 1,
  ))
    yield* outcomes;
}

/** Frames need no decoding: they are stretched where they are. */
function fileInput({ input }: EmbedItem): DecodeInput | null {
  return "frame" in input ? null : input;
}

/** Model pixels of an item or a region of it, or the reason why there are none. */
interface Seen<T> {
  item: T;
  part: number;
  pixels: Uint8Array | null;
  skipped: SkippedItem | null;
}

const undecodable = { code: "unreadable_image", message: "It can't be decoded." };

function partsOf<T extends EmbedItem>(item: T, pixels: Uint8Array, bytes: number): Seen<T>[] {
  return Array.from({ length: item.regions?.length ?? 1 }, (_, part) => {
    return { item, part, pixels: pixels.subarray(part * bytes, (part + 1) * bytes), skipped: null };
  });
}

function skippedParts<T extends EmbedItem>(item: T, { code, message }: { code: string; message: string }): Seen<T>[] {
  return Array.from({ length: item.regions?.length ?? 1 }, (_, part) => {
    return { item, part, pixels: null, skipped: { path: item.path, code, message } };
  });
}

/** A picture to search by, or a region of one. */
export interface PictureAnchor {
  input: DecodeInput;
  /** Null: the whole picture. */
  region: Region | null;
  /** How errors call it. */
  name: string;
}

/**
 * Embeds a few pictures or regions of pictures, `count x dimension`.
 * @throws GleanerError `bad_request` for a region outside its picture; `unreadable_image` for a picture that can't be decoded
 */
export async function embedImages(
  embedder: Embedder,
  decoder: Decoder,
  pictures: readonly PictureAnchor[],
): Promise<Float32Array> {
  const request = pixelRequest(embedder.model);
  const bytes = request.size * request.size * 3;
  const pixels = new Uint8Array(new SharedArrayBuffer(pictures.length * bytes));
  for (const [at, { input, region, name }] of pictures.entries()) {
    const regions = region ? [region] : undefined;
    const result = await decoder.decode(input, { pixels: { ...request, regions } });
    if (result.ok && result.pixels) pixels.set(result.pixels, at * bytes);
    else if (!result.ok) {
      const code = result.code === "bad_record" ? "bad_request" : "unreadable_image";
      throw new GleanerError(code, `${name} can't be used: ${result.message}`);
    }
  }
  return embedder.embed(pixels, pictures.length);
}
