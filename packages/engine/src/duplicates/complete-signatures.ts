import { access } from "node:fs/promises";
import { type DecodeResult, fileLocation, signatureBytes } from "@gleaner/formats";
import type { SampleMedia } from "@gleaner/store";
import type { EngineContext } from "../context.ts";
import { inOrder } from "../in-order.ts";
import { openFrameReader, sourceMedia } from "../media/source-media.ts";
import type { Work } from "../work.ts";

const batchSize = 512;
const filesAtOnce = 64;

/**
 * Computes the signatures of samples that were imported before there were any, a transaction a batch, so that work that was stopped goes on
 * where it was. Files that are gone are tried again next time, those that can't be decoded are not. Gives how many were computed.
 */
export async function completeSignatures(context: EngineContext, numbers: Int32Array, work: Work): Promise<number> {
  const { workspace, decoder } = context;
  const states = await workspace.samples.signatureStates(numbers, signatureBytes);
  const missing = numbers.filter((_, at) => states[at] === 0);
  if (missing.length === 0) return 0;
  const frames = await openFrameReader(workspace);
  let [done, computed] = [0, 0];
  try {
    const input = async (sample: SampleMedia) => {
      const source = sourceMedia(sample);
      return source.kind === "frame" ? { frame: await frames.read(source) } : { file: source.file };
    };
    for (let start = 0; start < missing.length; start += batchSize) {
      const batch = await readable(await workspace.samples.media(missing.slice(start, start + batchSize)));
      const inputs = inOrder(batch, async (sample) => ({ sample, input: await input(sample) }), 2);
      const decoded = decoder.decodeAll(inputs, (item) => item.input, { signature: true }, work.signal);
      const found: { number: number; signature: Uint8Array }[] = [];
      for await (const { item, result } of decoded) {
        const signature = signatureIn(result);
        if (signature) found.push({ number: item.sample.number, signature });
      }
      await workspace.samples.setSignatures(
        found.map(({ number }) => number),
        found.map(({ signature }) => signature),
      );
      computed += found.filter(({ signature }) => signature.length > 0).length;
      done = Math.min(missing.length, start + batchSize);
      work.check();
      work.progress({ phase: "signatures", done, total: missing.length });
    }
  } finally {
    await frames.close();
  }
  return computed;
}

/** The images among samples whose file is there. */
async function readable(samples: readonly SampleMedia[]): Promise<SampleMedia[]> {
  const pictures = samples.filter(({ media }) => media.type === "file" || media.type === "idx");
  const exists = (sample: SampleMedia) =>
    access(fileLocation(sample.file)).then(
      () => [sample],
      () => [],
    );
  const found: SampleMedia[] = [];
  for await (const some of inOrder(pictures, exists, filesAtOnce)) found.push(...some);
  return found;
}

/** Empty for an image that can't be decoded; null where that may be otherwise next time. */
function signatureIn(result: DecodeResult | null): Uint8Array | null {
  if (result?.ok) return result.signature;
  const isLasting = result?.code === "unreadable_image" || result?.code === "type_mismatch";
  return isLasting ? new Uint8Array(0) : null;
}
