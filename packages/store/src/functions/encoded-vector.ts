import { endianness } from "node:os";

if (endianness() !== "LE") throw new Error("Vectors are kept as little-endian bytes, which this machine does not use.");

/** A vector as base64 of its little-endian float32 bytes. */
export function encodeVector(vector: Float32Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString("base64");
}

/** The vector of {@link encodeVector}. */
export function decodeVector(text: string): Float32Array {
  return new Float32Array(Uint8Array.from(Buffer.from(text, "base64")).buffer);
}
