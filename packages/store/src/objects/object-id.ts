import { createHash } from "node:crypto";
import { base32 } from "../samples/sample-id.ts";

/**
 * The id of an object: the first 80 bits of SHA-256 over its sample's id and what the source calls it, or its place among the objects of
 * the sample, in base32. The same import gives the same ids.
 */
export function objectId(sample: string, sourceId: string | null, place: number): string {
  const key = sourceId === null ? `#${place}` : `=${sourceId}`;
  return base32(createHash("sha256").update(`object\0${sample}\0${key}`).digest().subarray(0, 10));
}
