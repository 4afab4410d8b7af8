import { toShared } from "../shared-memory.ts";
import { runTask, type TaskOptions } from "../task.ts";
import type { CandidatesInput } from "./signature-candidates.worker.ts";
import type { SignatureLayout } from "./signature-layout.ts";

/**
 * Pairs of images that may be the same picture, mirrored or not, found by their perceptual hash: the signs of the 63 lowest frequencies of
 * a discrete cosine transform of the gray values (pHash: Zauner 2010), of the image and of its mirror image. Entries are sorted by their
 * bits in eight rotations and compared with the few that follow (Charikar 2002, section 3.2), so that the time is O(n log n) whatever the
 * data; pairs that differ in at most 10 bits come out, each once, `pairs[2i]` < `pairs[2i + 1]`, ordered.
 * Runs in a worker thread.
 * @param signatures one after the other
 * @param isKnown 1 for rows that have a signature
 * @throws KernelError `cancelled` after an abort
 */
export async function signatureCandidates(
  signatures: Uint8Array,
  isKnown: Uint8Array,
  layout: SignatureLayout,
  options: TaskOptions = {},
): Promise<Int32Array> {
  const input = { signatures: await toShared(signatures), isKnown: await toShared(isKnown), layout };
  return runTask<CandidatesInput, Int32Array>(
    new URL("./signature-candidates.worker.ts", import.meta.url),
    input,
    options,
  );
}
