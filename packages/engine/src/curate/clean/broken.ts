import { access } from "node:fs/promises";
import { GleanerError } from "@gleaner/schema";
import type { SampleMedia } from "@gleaner/store";
import type { EngineContext } from "../../context.ts";
import { inOrder } from "../../in-order.ts";
import { openFrameReader, sourceMedia } from "../../media/source-media.ts";
import type { Work } from "../../work.ts";

/** Above this share of missing files the disk is more likely gone than the files. */
const missingAtMost = 0.5;
const probeSize = 64;
const filesAtOnce = 64;

/** Samples whose image can't be read. */
export interface BrokenSamples {
  /** Numbers of broken samples with the reason. */
  broken: Map<number, string>;
  /** A sentence when so many files are missing that none was taken as broken. */
  warning: string | null;
}

/**
 * Finds samples whose file is gone, and among those without a vector (which an embedding may have skipped) the ones that can't be decoded.
 * @param numbers all samples to look at
 * @param unembedded those of them that are decoded
 */
export async function findBroken(
  context: EngineContext,
  numbers: Int32Array,
  unembedded: Int32Array,
  work: Work,
): Promise<BrokenSamples> {
  const { workspace, threads } = context;
  const media = (await workspace.samples.media(numbers)).filter(
    (sample) => sample.media.type === "file" || sample.media.type === "idx",
  );
  const missing = await missingFiles(new Set(media.map(({ file }) => file)));
  const gone = media.filter(({ file }) => missing.has(file));
  if (gone.length > missingAtMost * media.length) {
    const warning = `The files of ${gone.length} of ${media.length} samples can't be found; is a disk missing? None was taken as broken.`;
    return { broken: new Map(), warning };
  }
  const broken = new Map(gone.map(({ number }): [number, string] => [number, "its file is gone"]));
  const doubtful = new Set(unembedded);
  const toDecode = media.filter(({ number }) => doubtful.has(number) && !broken.has(number));
  const frames = await openFrameReader(workspace);
  try {
    const decode = async (sample: SampleMedia) => ({ sample, failure: await failureOf(context, frames, sample) });
    let done = 0;
    for await (const { sample, failure } of inOrder(toDecode, decode, 2 * threads)) {
      work.check();
      work.progress({ phase: "decode", done: ++done, total: toDecode.length });
      if (failure !== null) broken.set(sample.number, failure);
    }
  } finally {
    await frames.close();
  }
  return { broken, warning: null };
}

async function missingFiles(files: ReadonlySet<string>): Promise<Set<string>> {
  const missing = new Set<string>();
  const exists = (file: string) =>
    access(file).then(
      () => ({ file, found: true }),
      () => ({ file, found: false }),
    );
  for await (const { file, found } of inOrder(files, exists, filesAtOnce)) if (!found) missing.add(file);
  return missing;
}

/** Why a sample can't be decoded; null when it can. */
async function failureOf(
  { decoder }: EngineContext,
  frames: Awaited<ReturnType<typeof openFrameReader>>,
  sample: SampleMedia,
): Promise<string | null> {
  try {
    const source = sourceMedia(sample);
    if (source.kind === "frame") {
      await frames.read(source);
      return null;
    }
    const picture = await decoder.picture({ file: source.file }, probeSize);
    return picture.ok ? null : picture.message;
  } catch (error) {
    if (error instanceof GleanerError) return error.message;
    throw error;
  }
}
