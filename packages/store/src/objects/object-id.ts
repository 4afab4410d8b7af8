import { createHash } from "node:crypto";
import { base32 } from "../samples/sample-id.ts";

/**
 * The id of an object: the first 80 bits of SHA-256 over its sample's id and what its data set calls it, or its place among the objects of
 * the sample, in base32. The same import gives the same ids.
 */
export function objectId(sample: string, key: string | null, place: number): string {
  const name = key === null ? `#${place}` : `=${key}`;
  return base32(createHash("sha256").update(`object\0${sample}\0${name}`).digest().subarray(0, 10));
}
