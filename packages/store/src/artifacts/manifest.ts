import { isDocument, parseDocument } from "../workspace/document.ts";
import { readIfPresent } from "../workspace/files.ts";
import { type ArrayType, isArrayType } from "./array-types.ts";

/** One array of an artifact: the type and number of its elements, and the CRC-32 of its bytes. */
export interface ManifestArray {
  type: ArrayType;
  length: number;
  checksum: number;
}

/** What `manifest.json` says of an artifact. */
export interface Manifest {
  arrays: Record<string, ManifestArray>;
  json: unknown;
}

/** Null when the file is absent or damaged. */
export async function readManifest(file: string): Promise<Manifest | null> {
  const bytes = await readIfPresent(file);
  const document = bytes && parseDocument(bytes.toString("utf8"));
  if (!document || !isDocument(document.arrays)) return null;
  const arrays: Record<string, ManifestArray> = {};
  for (const [name, entry] of Object.entries(document.arrays)) {
    if (!isDocument(entry)) return null;
    const { type, length, checksum } = entry;
    if (typeof type !== "string" || !isArrayType(type)) return null;
    if (typeof length !== "number" || typeof checksum !== "number") return null;
    arrays[name] = { type, length, checksum };
  }
  return { arrays, json: document.json };
}
