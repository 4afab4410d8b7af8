/**
 * The few pieces of the Protocol Buffers wire format that an ONNX file needs.
 * Every function returns one encoded field (or raw bytes) ready to be concatenated.
 */

/** Joins encoded fields into one message. */
export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.byteLength;
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.byteLength;
  }
  return joined;
}

/** A base-128 varint of a non-negative safe integer. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}

/** Field `number` holding an integer (wire type 0). */
export function integerField(number: number, value: number): Uint8Array {
  return concatenate([varint(number * 8), varint(value)]);
}

/** Field `number` holding bytes, a string or an embedded message (wire type 2). */
export function bytesField(number: number, value: Uint8Array | string): Uint8Array {
  const bytes = typeof value === "string" ? new TextEncoder().encode(value) : value;
  return concatenate([varint(number * 8 + 2), varint(bytes.byteLength), bytes]);
}
