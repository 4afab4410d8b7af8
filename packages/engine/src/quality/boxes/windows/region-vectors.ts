import { createHash } from "node:crypto";
import type { Region } from "@gleaner/formats";
import type { Embedder } from "@gleaner/models";
import type { Box, Space } from "@gleaner/schema";
import type { SampleMedia } from "@gleaner/store";
import type { EngineContext } from "../../../context.ts";
import { embedStream } from "../../../embedding/embed-images.ts";
import { artifactKey } from "../../../indexes/index-artifacts.ts";
import { cropOf, shownCrop } from "../../../media/crop.ts";
import { openFrameReader, pictureOf } from "../../../media/source-media.ts";
import type { Work } from "../../../work.ts";

/** A part of an image, in pixels. */
export interface ImagePart {
  sample: number;
  box: Box;
}

/** Vectors of parts of images, by the model of a space of objects, cropped as its objects are. */
export interface RegionVectors {
  readonly dimension: number;
  /** `parts x dimension`, in their order; NaN in the rows of parts that can't be decoded. */
  of(parts: readonly ImagePart[], phase: string): Promise<Float32Array>;
  /** Keeps the vectors that were asked for, for the next time, instead of earlier ones; where the work was stopped, beside them. */
  keep(isStopped: boolean): Promise<void>;
}

/** Changes when the same part no longer gives the same vector. */
const version = 1;
const kind = "regions";
/** Parts of one image that are embedded from one decoding. */
const partsAtOnce = 64;
const samplesAtOnce = 1024;

/**
 * Opens the vectors of regions of some datasets, with those that were kept the last time: a part of the same content is not embedded again.
 * @param scope what the kept vectors are kept for, such as the datasets
 */
export async function openRegionVectors(
  { workspace, decoder }: EngineContext,
  embedder: Embedder,
  { name, modelHash, crop: ownCrop }: Space,
  scope: readonly string[],
  work: Work,
): Promise<RegionVectors> {
  const { dimension } = embedder.model;
  const crop = ownCrop ?? shownCrop;
  const key = artifactKey({ version, name, modelHash, crop, scope });
  const known = new Map<string, Float32Array>();
  const used = new Set<string>();
  let isNew = false;
  const stored = await workspace.artifacts.get(kind, key);
  const { ids, vectors } = stored?.arrays ?? {};
  if (ids instanceof Int32Array && vectors instanceof Float32Array) {
    for (let row = 0; row < ids.length / 2; row++) {
      known.set(`${ids[2 * row]} ${ids[2 * row + 1]}`, vectors.subarray(row * dimension, (row + 1) * dimension));
    }
  }

  async function* items(missing: ReadonlyMap<number, readonly ImagePart[]>, media: ReadonlyMap<number, SampleMedia>) {
    const frames = await openFrameReader(workspace);
    try {
      for (const [sample, parts] of missing) {
        const image = media.get(sample);
        if (!image?.width || !image.height) continue;
        const size = { width: image.width, height: image.height };
        work.check();
        const picture = await pictureOf(image, frames);
        if (!("input" in picture)) continue;
        const whole = parts.flatMap((part) => {
          const region = cropOf(part.box, crop, size);
          return region ? [{ id: idOf(image, part.box), region }] : [];
        });
        for (let start = 0; start < whole.length; start += partsAtOnce) {
          const some = whole.slice(start, start + partsAtOnce);
          const regions: Region[] = some.map(({ region }) => region);
          yield { ...picture, ids: some.map(({ id }) => id), regions };
        }
      }
    } finally {
      await frames.close();
    }
  }

  return {
    dimension,
    async of(parts, phase) {
      const media = await mediaOf(workspace, parts);
      const wanted = parts.map(({ sample, box }) => {
        const image = media.get(sample);
        return image ? idOf(image, box) : "";
      });
      const missing = Map.groupBy(
        parts.filter((_, at) => wanted[at] !== "" && !known.has(wanted[at])),
        ({ sample }) => sample,
      );
      const total = [...missing.values()].reduce((sum, { length }) => sum + length, 0);
      let done = 0;
      for await (const { item, part, vector } of embedStream(embedder, decoder, items(missing, media), work.signal)) {
        if (vector) known.set(item.ids[part], Float32Array.from(vector));
        isNew = true;
        work.progress({ phase, done: ++done, total });
      }
      const result = new Float32Array(parts.length * dimension).fill(Number.NaN);
      wanted.forEach((id, at) => {
        const vector = known.get(id);
        if (!vector) return;
        used.add(id);
        result.set(vector, at * dimension);
      });
      return result;
    },
    async keep(isStopped) {
      if (!isNew && (isStopped || used.size === known.size)) return;
      const kept = [...(isStopped ? known.keys() : used)];
      const data = new Float32Array(kept.length * dimension);
      kept.forEach((id, row) => {
        data.set(known.get(id) ?? [], row * dimension);
      });
      const arrays = { ids: Int32Array.from(kept.flatMap((id) => id.split(" ").map(Number))), vectors: data };
      await workspace.artifacts.put(kind, key, { arrays, json: {} });
    },
  };
}

async function mediaOf(workspace: EngineContext["workspace"], parts: readonly ImagePart[]) {
  const samples = Int32Array.from(new Set(parts.map(({ sample }) => sample))).sort();
  const found = new Map<number, SampleMedia>();
  for (let start = 0; start < samples.length; start += samplesAtOnce) {
    for (const media of await workspace.samples.media(samples.subarray(start, start + samplesAtOnce))) {
      found.set(media.number, media);
    }
  }
  return found;
}

/** Names a part of some content: 64 bits of a hash, as two numbers. */
function idOf({ contentHash }: SampleMedia, box: Box): string {
  const hash = createHash("sha256")
    .update(`${contentHash} ${box.map((value) => value.toFixed(3)).join(" ")}`)
    .digest();
  return `${hash.readInt32LE(0)} ${hash.readInt32LE(4)}`;
}
