/** The kinds of arrays that an artifact holds. */
export type ArtifactArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

/** A derived result: named arrays and a JSON document. */
export interface Artifact<Json = unknown> {
  arrays: Record<string, ArtifactArray>;
  json: Json;
}

/** Derived arrays by kind and hash of their inputs. A cache: safe to delete, rebuilt on demand. */
export interface Artifacts {
  /** Null when absent, partial or damaged. The arrays are the caller's own. */
  get(kind: string, hash: string): Promise<Artifact | null>;
  has(kind: string, hash: string): Promise<boolean>;
  /** Complete or absent, also after a crash. */
  put(kind: string, hash: string, artifact: Artifact): Promise<void>;
  delete(kind: string, hash: string): Promise<void>;
}

/** Thumbnails and copied-in files. */
export interface MediaStore {
  /** JPEG bytes of a thumbnail by content hash and longest side, or null. */
  thumbnail(contentHash: string, size: number): Promise<Uint8Array | null>;
  /** Absolute path of that thumbnail, or null. */
  thumbnailFile(contentHash: string, size: number): Promise<string | null>;
  putThumbnail(contentHash: string, size: number, jpeg: Uint8Array): Promise<void>;
  /** Copies a file in (`extension` without the dot) and gives its absolute path; the same content is copied once. */
  copyIn(file: string, contentHash: string, extension: string): Promise<string>;
  /** Writes a file with these bytes, as `copyIn` does. */
  keep(bytes: Uint8Array, contentHash: string, extension: string): Promise<string>;
}
