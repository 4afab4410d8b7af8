import type { EngineContext } from "../context.ts";
import { artifactKey } from "../indexes/index-artifacts.ts";
import type { LoadedIndex } from "../indexes/index-cache.ts";

/** Hashes of what a run stands on: the vectors and the level of the index, the pool, and the classes of the pool. */
export async function inputHashes(
  { workspace }: EngineContext,
  { index, numbers }: LoadedIndex,
  pool: Int32Array,
): Promise<Record<string, string>> {
  const picked = pool.map((row) => numbers[row]);
  const { classes, indices } = await workspace.samples.classes(picked);
  const bytes = (array: Int32Array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString("base64");
  return {
    index: artifactKey({ fingerprint: index.fingerprint, level: index.level, tree: index.artifacts.tree }),
    pool: artifactKey({ numbers: bytes(picked) }),
    labels: artifactKey({ classes, indices: bytes(indices) }),
  };
}
