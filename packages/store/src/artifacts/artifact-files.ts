import { randomBytes } from "node:crypto";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { Artifact, ArtifactArray, Artifacts } from "../contract/files.ts";
import { crashPoint } from "../workspace/crash-point.ts";
import { readIfPresent, statOrNull, syncFolder, writeDurably } from "../workspace/files.ts";
import { arrayTypeOf, typedArray } from "./array-types.ts";
import { type ManifestArray, readManifest } from "./manifest.ts";

const manifestName = "manifest.json";

/** Names of kinds, hashes and arrays become file names. */
const safeName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** Artifacts as folders `artifacts/<kind>/<hash>/` of one file an array and a manifest with their checksums. */
export class ArtifactFiles implements Artifacts {
  readonly #root: string;
  readonly #readOnly: boolean;

  constructor(root: string, readOnly: boolean) {
    this.#root = root;
    this.#readOnly = readOnly;
  }

  async get(kind: string, hash: string): Promise<Artifact | null> {
    const folder = this.#folder(kind, hash);
    const manifest = await readManifest(join(folder, manifestName));
    if (!manifest) return null;
    const arrays: Record<string, ArtifactArray> = {};
    for (const [name, entry] of Object.entries(manifest.arrays)) {
      const array = await readArray(join(folder, `${name}.bin`), entry);
      if (!array) return null;
      arrays[name] = array;
    }
    return { arrays, json: manifest.json };
  }

  async has(kind: string, hash: string): Promise<boolean> {
    return (await statOrNull(join(this.#folder(kind, hash), manifestName))) !== null;
  }

  async put(kind: string, hash: string, artifact: Artifact): Promise<void> {
    // A workspace that can't be written to computes what it lacks each time.
    if (this.#readOnly) return;
    const folder = this.#folder(kind, hash);
    const parent = join(this.#root, kind);
    await mkdir(parent, { recursive: true });
    const temporary = join(parent, `${hash}.${randomBytes(6).toString("hex")}.tmp`);
    try {
      await mkdir(temporary);
      const arrays: Record<string, ManifestArray> = {};
      for (const [name, array] of Object.entries(artifact.arrays)) {
        requireSafe(name);
        const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
        await writeDurably(join(temporary, `${name}.bin`), [bytes]);
        arrays[name] = { type: arrayTypeOf(array), length: array.length, checksum: crc32(bytes) };
      }
      const manifest = JSON.stringify({ arrays, json: artifact.json ?? null });
      await writeDurably(join(temporary, manifestName), [Buffer.from(manifest)]);
      crashPoint("store.beforeArtifactRename");
      await rm(folder, { recursive: true, force: true });
      await rename(temporary, folder);
      await syncFolder(parent);
    } catch (error) {
      await rm(temporary, { recursive: true, force: true });
      throw error;
    }
  }

  async delete(kind: string, hash: string): Promise<void> {
    await rm(this.#folder(kind, hash), { recursive: true, force: true });
  }

  #folder(kind: string, hash: string): string {
    requireSafe(kind);
    requireSafe(hash);
    return join(this.#root, kind, hash);
  }
}

async function readArray(file: string, { type, length, checksum }: ManifestArray): Promise<ArtifactArray | null> {
  const bytes = await readIfPresent(file);
  if (!bytes || crc32(bytes) !== checksum) return null;
  const array = typedArray(type, bytes);
  return array.length === length ? array : null;
}

function requireSafe(name: string): void {
  if (!safeName.test(name)) throw new RangeError(`Not the name of an artifact: ${JSON.stringify(name)}`);
}
