import { readFile } from "node:fs/promises";
import { encodePng, fileLocation } from "@gleaner/formats";
import { GleanerError } from "@gleaner/schema";
import type { EngineContext } from "./context.ts";
import { framePicture, shownRegion } from "./crop.ts";
import type { Media } from "./engine.ts";
import { openFrameReader, sourceMedia } from "./source-media.ts";

const thumbnailSize = 512;
const objectThumbnailSize = 256;
const largeSize = 2048;

/** The formats whose files a browser may get as they are; their type is what decoding found, never the file's name. */
const servedAsIs: Record<string, Media["type"]> = {
  jpeg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  avif: "image/avif",
};

/** A picture of a sample. Small files are given as they are; large ones as a JPEG made at import or on first view. */
export async function sampleMedia(context: EngineContext, sampleId: string, size: "thumb" | "full"): Promise<Media> {
  const { workspace, decoder } = context;
  const numbers = await workspace.samples.idsToNumbers([sampleId]);
  const [sample] = await workspace.samples.media(numbers);
  const media = sourceMedia(sample);
  if (media.kind === "frame") {
    const frames = await openFrameReader(workspace);
    try {
      return { bytes: encodePng(await frames.read(media)), type: "image/png" };
    } finally {
      await frames.close();
    }
  }
  const longest = size === "thumb" ? thumbnailSize : largeSize;
  const stored = await workspace.media.thumbnail(sample.contentHash, longest);
  if (stored) return { bytes: stored, type: "image/jpeg" };
  const type = servedAsIs[sample.format ?? ""];
  const isSmall = Math.max(sample.width ?? 0, sample.height ?? 0) <= longest;
  if (type && isSmall) return { bytes: await readMedia(media.file, sampleId), type };
  const picture = await decoder.picture({ file: media.file }, longest);
  if (!picture.ok) throw unseen(sampleId, picture.message);
  await workspace.media.putThumbnail(sample.contentHash, longest, picture.jpeg);
  return { bytes: picture.jpeg, type: "image/jpeg" };
}

/** The crop of an object as a person sees it: its box with a little around it. Its `etag` changes with box and image. */
export async function objectMedia(context: EngineContext, objectId: string, size: "thumb" | "full"): Promise<Media> {
  const { workspace, decoder } = context;
  const { number } = await workspace.objects.get(objectId);
  const [object] = await workspace.samples.media([number]);
  const { contentHash } = object;
  const media = sourceMedia(object);
  const region = shownRegion(object);
  if (!region) throw new GleanerError("media_not_found", `Nothing of the box of ${objectId} lies in its image.`);
  if (media.kind === "frame") {
    const frames = await openFrameReader(workspace);
    try {
      return { bytes: framePicture(await frames.read(media), region), type: "image/png", etag: contentHash };
    } finally {
      await frames.close();
    }
  }
  const longest = size === "thumb" ? objectThumbnailSize : largeSize;
  const stored = await workspace.media.thumbnail(contentHash, longest);
  if (stored) return { bytes: stored, type: "image/jpeg", etag: contentHash };
  const picture = await decoder.picture({ file: media.file }, longest, region);
  if (!picture.ok) throw unseen(objectId, picture.message);
  await workspace.media.putThumbnail(contentHash, longest, picture.jpeg);
  return { bytes: picture.jpeg, type: "image/jpeg", etag: contentHash };
}

function unseen(id: string, message: string): GleanerError {
  return new GleanerError("media_not_found", `The image of ${id} can't be shown: ${message}`, {
    hint: "If the file was moved, run: gleaner doctor --relocate FOLDER",
  });
}

async function readMedia(file: string, sampleId: string): Promise<Uint8Array> {
  try {
    return await readFile(fileLocation(file));
  } catch (cause) {
    throw new GleanerError("media_not_found", `The file of ${sampleId} is not where it was.`, {
      hint: "Find it again with: gleaner doctor --relocate FOLDER",
      cause,
    });
  }
}
