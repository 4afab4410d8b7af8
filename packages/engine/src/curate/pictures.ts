import { GleanerError } from "@gleaner/schema";
import type { EngineContext } from "../context.ts";
import { inOrder } from "../in-order.ts";
import { framePicture, shownRegion } from "../media/crop.ts";
import { openFrameReader, sourceMedia } from "../media/source-media.ts";
import { imageUri } from "../report/index.ts";

/** Longest side of a picture in a report. */
const pictureSize = 144;

/** Data URIs of small pictures, of objects their crops, by number; samples whose image can't be read are left out. */
export async function reportPictures(context: EngineContext, numbers: Iterable<number>): Promise<Map<number, string>> {
  const { workspace, decoder, threads } = context;
  const frames = await openFrameReader(workspace);
  const pictures = new Map<number, string>();
  try {
    const samples = await workspace.samples.media([...new Set(numbers)]);
    const read = async (sample: (typeof samples)[number]) => {
      const known = await workspace.media.thumbnail(sample.contentHash, pictureSize);
      if (known) return { sample, bytes: known };
      const media = sourceMedia(sample);
      const region = shownRegion(sample);
      if (sample.box && !region) return { sample, bytes: null };
      if (media.kind === "frame") return { sample, bytes: framePicture(await frames.read(media), region) };
      const picture = await decoder.picture({ file: media.file }, pictureSize, region);
      if (!picture.ok) return { sample, bytes: null };
      await workspace.media.putThumbnail(sample.contentHash, pictureSize, picture.jpeg);
      return { sample, bytes: picture.jpeg };
    };
    const readOrSkip = (sample: (typeof samples)[number]) =>
      read(sample).catch((error) => {
        if (error instanceof GleanerError) return { sample, bytes: null };
        throw error;
      });
    for await (const { sample, bytes } of inOrder(samples, readOrSkip, 2 * threads)) {
      if (bytes) pictures.set(sample.number, imageUri(bytes));
    }
  } finally {
    await frames.close();
  }
  return pictures;
}
