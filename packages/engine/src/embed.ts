import type { Embedder } from "@gleaner/models";
import { GleanerError, type SkippedItem } from "@gleaner/schema";
import type { EngineContext, UseCase } from "./context.ts";
import { requireDatasets } from "./datasets.ts";
import { type EmbedItem, embedStream } from "./embed-images.ts";
import { type FrameReader, openFrameReader, sourceMedia } from "./source-media.ts";
import { openSpaceModel } from "./space-model.ts";
import type { Work } from "./work.ts";

const page = 1024;
/** A shard is written when it has so many rows ... */
const shardRows = 4096;
/** ... or when the first row has waited so long, so that stopping a slow model loses little. */
const shardMilliseconds = 15_000;

interface SampleItem extends EmbedItem {
  number: number;
  contentHash: string;
}

/** Embeds the samples that have no vector of their present content in the space yet. What was finished before a stop is kept. */
export const embed: UseCase<"embed"> = async (context, request, work) => {
  const started = performance.now();
  const { workspace, decoder } = context;
  const { datasets, where, slice, space, unit, download } = request;
  if (unit === "object") {
    throw new GleanerError("empty_selection", "The workspace holds no objects.", { hint: "Leave out --unit object." });
  }
  await requireDatasets(context, datasets);
  const numbers = await workspace.samples.numbers({ datasets, where, slice });
  const embedSome = (some: Embedder, chosen: Int32Array) => vectorsOf(context, some, chosen, work);
  const embedder = await openSpaceModel(
    context,
    { space, model: request.model, download, numbers, embed: embedSome },
    work,
  );
  const { id: model, hash: modelHash, dimension } = embedder.model;
  await workspace.spaces.ensure({ name: space, model, modelHash, unit, dimension });
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
    const items = itemsOf(context, missing, frames, skipped, work);
    let done = 0;
    for await (const { item, vector, skipped: reason } of embedStream(embedder, decoder, items, work.signal)) {
      if (reason) skipped.push(reason);
      else shard.push({ number: item.number, contentHash: item.contentHash, vector });
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

/** Vectors of samples that are not stored; those that can't be embedded are left out. */
async function vectorsOf(
  context: EngineContext,
  embedder: Embedder,
  numbers: Int32Array,
  work: Work,
): Promise<Float32Array> {
  const { dimension } = embedder.model;
  const vectors = new Float32Array(numbers.length * dimension);
  const frames = await openFrameReader(context.workspace);
  let [rows, done] = [0, 0];
  try {
    const items = itemsOf(context, numbers, frames, [], work);
    for await (const { vector } of embedStream(embedder, context.decoder, items, work.signal)) {
      if (vector) vectors.set(vector, rows++ * dimension);
      work.progress({ phase: "fit", done: ++done, total: numbers.length });
    }
  } finally {
    await frames.close();
  }
  return vectors.subarray(0, rows * dimension);
}

async function* itemsOf(
  { workspace }: EngineContext,
  numbers: Int32Array,
  frames: FrameReader,
  skipped: SkippedItem[],
  work: Work,
): AsyncGenerator<SampleItem> {
  for (let start = 0; start < numbers.length; start += page) {
    for (const sample of await workspace.samples.media(numbers.subarray(start, start + page))) {
      work.check();
      const { number, path, contentHash } = sample;
      try {
        const media = sourceMedia(sample);
        const input = media.kind === "file" ? { file: media.file } : { frame: await frames.read(media) };
        yield { number, path, contentHash, input };
      } catch (error) {
        const { code, message } = GleanerError.from(error);
        if (code !== "media_not_found" && code !== "unsupported_type") throw error;
        skipped.push({ path, code, message });
      }
    }
  }
}
