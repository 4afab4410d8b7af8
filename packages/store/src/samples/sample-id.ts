import { createHash } from "node:crypto";

const alphabet = "abcdefghijklmnopqrstuvwxyz234567";

/** What makes a sample the same sample at the next import. */
export interface SampleIdentity {
  dataset: string;
  /** Name of the import root: the last part of its path. */
  root: string;
  /** Relative to the root, `/` between parts. */
  path: string;
  /** Row of a table, image of an IDX file or frame of a video; absent for a whole file. */
  row?: number;
}

/**
 * The id of a sample: the first 80 bits of SHA-256 over dataset, root name, path and row, as 16 characters of lower-case base32 (RFC 4648).
 * The parts are joined by NUL, which no path can hold.
 */
export function sampleId({ dataset, root, path, row }: SampleIdentity): string {
  const digest = createHash("sha256")
    .update([dataset, root, path, row ?? ""].join("\0"))
    .digest();
  return base32(digest.subarray(0, 10));
}

/** Ten bytes as 16 characters of lower-case base32. */
export function base32(bytes: Uint8Array): string {
  let text = "";
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet[(held >> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return text;
}
