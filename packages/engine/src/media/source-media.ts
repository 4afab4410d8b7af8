import { type DecodeInput, type ImageFrame, type MediaReference, openIdxFrames } from "@gleaner/formats";
import { GleanerError, type SkippedItem } from "@gleaner/schema";
import type { SampleMedia, Workspace } from "@gleaner/store";

/** How the readers of `formats` find the pixels of a stored sample. @throws GleanerError `unsupported_type` for texts and video frames */
export function sourceMedia({ file, media, path }: SampleMedia): MediaReference {
  if (media.type === "file") return { kind: "file", file };
  if (media.type !== "idx") throw new GleanerError("unsupported_type", `${path} is not an image.`);
  const [height, width, channels = 1] = media.shape;
  const header = 4 + 4 * (1 + media.shape.length);
  const offset = header + media.index * width * height * channels;
  return { kind: "frame", file, index: media.index, offset, width, height, channels: channels === 3 ? 3 : 1 };
}

/** Reads frames of IDX files, each file opened once. */
export interface FrameReader {
  read(reference: Extract<MediaReference, { kind: "frame" }>): Promise<ImageFrame>;
  close(): Promise<void>;
}

/** A reader that decompresses gzipped files into the workspace's own folder. */
export async function openFrameReader(workspace: Workspace): Promise<FrameReader> {
  const cache = await workspace.directory("frames");
  const opened = new Map<string, ReturnType<typeof openIdxFrames>>();
  return {
    async read(reference) {
      const frames = opened.get(reference.file) ?? openIdxFrames(reference.file, cache);
      opened.set(reference.file, frames);
      return (await frames).read(reference);
    },
    async close() {
      for (const frames of opened.values()) await frames.then((file) => file.close()).catch(() => {});
      opened.clear();
    },
  };
}

/** The picture of a stored sample, ready to decode; or why there is none, such as a file that is gone. */
export async function pictureOf(
  sample: SampleMedia,
  frames: FrameReader,
): Promise<{ path: string; input: DecodeInput } | SkippedItem> {
  const { path } = sample;
  try {
    const media = sourceMedia(sample);
    return { path, input: media.kind === "file" ? { file: media.file } : { frame: await frames.read(media) } };
  } catch (error) {
    const { code, message } = GleanerError.from(error);
    if (code !== "media_not_found" && code !== "unsupported_type") throw error;
    return { path, code, message };
  }
}
