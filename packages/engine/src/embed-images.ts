import { type DecodeInput, type Decoder, stretchToRgb } from "@gleaner/formats";
import type { Embedder } from "@gleaner/models";
import { GleanerError, type SkippedItem } from "@gleaner/schema";
import { inBatches, inOrder } from "./in-order.ts";

/** Something to embed. */
export interface EmbedItem {
  path: string;
  input: DecodeInput;
}

/** One embedded item, or why it was not embedded. */
export type EmbedOutcome<T extends EmbedItem> =
  | { item: T; vector: Float32Array; skipped: null }
  | { item: T; vector: null; skipped: SkippedItem };

/**
 * Embeds a stream of pictures: decoding in child processes and the model in its threads, both kept busy at the same time.
 * Outcomes come in the order of the items. A picture that can't be decoded is skipped; a failing model ends the stream.
 */
export async function* embedStream<T extends EmbedItem>(
  embedder: Embedder,
  decoder: Decoder,
  items: AsyncIterable<T>,
  signal?: AbortSignal,
): AsyncGenerator<EmbedOutcome<T>> {
  const size = embedder.model.inputSize;
  const bytes = size * size * 3;
  const decoded = decoder.decodeAll(items, fileInput, { pixels: { size } }, signal);
  const embedBatch = async (batch: { item: T; pixels: Uint8Array | null; skipped: SkippedItem | null }[]) => {
    const usable = batch.filter((entry) => entry.pixels !== null);
    const pixels = new Uint8Array(new SharedArrayBuffer(usable.length * bytes));
    usable.forEach((entry, i) => {
      if (entry.pixels) pixels.set(entry.pixels, i * bytes);
    });
    const vectors = usable.length > 0 ? await embedder.embed(pixels, usable.length) : new Float32Array(0);
    const { dimension } = embedder.model;
    let at = 0;
    return batch.map(({ item, skipped }): EmbedOutcome<T> => {
      if (skipped) return { item, vector: null, skipped };
      const start = at++ * dimension;
      return { item, vector: vectors.subarray(start, start + dimension), skipped: null };
    });
  };
  const pixelStream = (async function* () {
    for await (const { item, result } of decoded) {
      if ("frame" in item.input) yield { item, pixels: stretchToRgb(item.input.frame, size), skipped: null };
      else if (result?.ok) yield { item, pixels: result.pixels, skipped: null };
      else {
        const { code, message } = result ?? { code: "unreadable_image", message: "It can't be decoded." };
        yield { item, pixels: null, skipped: { path: item.path, code, message } };
      }
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

/**
 * Embeds a few pictures given as the bytes of their files, `count x dimension`.
 * @throws GleanerError `unreadable_image` and its like for the first that can't be decoded
 */
export async function embedImages(embedder: Embedder, decoder: Decoder, images: Uint8Array[]): Promise<Float32Array> {
  const vectors = new Float32Array(images.length * embedder.model.dimension);
  const items = (async function* () {
    for (const bytes of images) yield { path: "the given image", input: { bytes } };
  })();
  let at = 0;
  for await (const { vector, skipped } of embedStream(embedder, decoder, items)) {
    if (skipped) throw new GleanerError("unreadable_image", `The given image can't be used: ${skipped.message}`);
    vectors.set(vector, at);
    at += vector.length;
  }
  return vectors;
}
