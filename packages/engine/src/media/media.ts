import { readFile } from "node:fs/promises";
import { fileLocation, largestUnreduced, type Region, thumbnailEdge } from "@gleaner/formats";
import { GleanerError, parseRegion } from "@gleaner/schema";
import type { SampleMedia } from "@gleaner/store";
import type { EngineContext } from "../context.ts";
import type { Media } from "../engine.ts";
import { framePicture, shownRegion } from "./crop.ts";
import { openFrameReader, sourceMedia } from "./source-media.ts";

const objectThumbnailEdge = 256;
const fullEdge = 2048;

/** The formats whose files a browser may get as they are; their type is what decoding found, never the file's name. */
const servedAsIs: Record<string, Media["type"]> = {
  jpeg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  avif: "image/avif",
};

/**
 * The picture of a sample, of an object (its box with a little around it) or of a region of a sample, `ID@left,top,width,height`. Small files
 * are given as they are; large ones as a JPEG made at import or on first view. The pictures of objects carry an `etag` that changes with
 * their box and image. @throws GleanerError `sample_not_found`, `media_not_found`, `bad_request` for a region without an area
 */
export async function mediaOf(context: EngineContext, anchor: string, size: "thumb" | "full"): Promise<Media> {
  const { subject, box } = parseRegion(anchor);
  const source = await context.sources.of(subject);
  if (box) return cropMedia(context, { ...source, box }, size, { kept: false });
  return source.box ? cropMedia(context, source, size, { kept: true }) : sampleMedia(context, source, size);
}

async function sampleMedia(context: EngineContext, sample: SampleMedia, size: "thumb" | "full"): Promise<Media> {
  const { workspace, decoder } = context;
  const media = sourceMedia(sample);
  if (media.kind === "frame") return frameMedia(context, sample);
  const [longest, unreduced] = size === "thumb" ? [thumbnailEdge, largestUnreduced] : [fullEdge, fullEdge];
  const stored = await workspace.media.thumbnail(sample.contentHash, longest);
  if (stored) return { bytes: stored, type: "image/jpeg" };
  const type = servedAsIs[sample.format ?? ""];
  const isSmall = Math.max(sample.width ?? 0, sample.height ?? 0) <= unreduced;
  if (type && isSmall) return { bytes: await readMedia(media.file, sample.id), type };
  const picture = await decoder.picture({ file: media.file }, longest);
  if (!picture.ok) throw unseen(sample.id, picture.message);
  await workspace.media.putThumbnail(sample.contentHash, longest, picture.jpeg);
  return { bytes: picture.jpeg, type: "image/jpeg" };
}

/** A part of a sample's picture. Those of objects are kept, under the hash of image and box; those of regions are made anew. */
async function cropMedia(
  context: EngineContext,
  source: SampleMedia,
  size: "thumb" | "full",
  { kept }: { kept: boolean },
): Promise<Media> {
  const { workspace, decoder } = context;
  const { contentHash } = source;
  const etag = kept ? { etag: contentHash } : {};
  const media = sourceMedia(source);
  const region = shownRegion(source);
  if (!region) throw new GleanerError("media_not_found", `Nothing of the box of ${source.id} lies in its image.`);
  if (media.kind === "frame") return { ...(await frameMedia(context, source, region)), ...etag };
  const longest = size === "thumb" ? objectThumbnailEdge : fullEdge;
  const stored = kept ? await workspace.media.thumbnail(contentHash, longest) : null;
  if (stored) return { bytes: stored, type: "image/jpeg", ...etag };
  const picture = await decoder.picture({ file: media.file }, longest, region);
  if (!picture.ok) throw unseen(source.id, picture.message);
  if (kept) await workspace.media.putThumbnail(contentHash, longest, picture.jpeg);
  return { bytes: picture.jpeg, type: "image/jpeg", ...etag };
}

async function frameMedia({ workspace }: EngineContext, source: SampleMedia, region?: Region): Promise<Media> {
  const media = sourceMedia(source);
  if (media.kind !== "frame") throw new GleanerError("internal", `${source.id} is no frame of a video.`);
  const frames = await openFrameReader(workspace);
  try {
    return { bytes: framePicture(await frames.read(media), region), type: "image/png" };
  } finally {
    await frames.close();
  }
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
