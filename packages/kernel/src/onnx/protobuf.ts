/**
 * The few pieces of the Protocol Buffers wire format that an ONNX file needs. Messages are kept as lists of pieces, so that
 * megabytes of weights are copied once, when the file is written.
 */

/** An encoded field or message: pieces that follow each other, and their length together. */
export interface Encoded {
  readonly length: number;
  readonly pieces: readonly Uint8Array[];
}

/** Puts encoded fields one after the other. */
export function message(fields: readonly Encoded[]): Encoded {
  return {
    length: fields.reduce((sum, { length }) => sum + length, 0),
    pieces: fields.flatMap(({ pieces }) => pieces),
  };
}

/** Field `number` holding an integer (wire type 0). */
export function integerField(number: number, value: number): Encoded {
  return piece(Uint8Array.from([...varint(number * 8), ...varint(value)]));
}

/** Field `number` holding bytes, a string or an embedded message (wire type 2). Bytes are not copied. */
export function lengthField(number: number, value: Encoded | Uint8Array | string): Encoded {
  const content =
    typeof value === "string"
      ? piece(new TextEncoder().encode(value))
      : value instanceof Uint8Array
        ? piece(value)
        : value;
  return message([piece(Uint8Array.from([...varint(number * 8 + 2), ...varint(content.length)])), content]);
}

/** The message as one array. */
export function write({ length, pieces }: Encoded): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const part of pieces) {
    bytes.set(part, offset);
    offset += part.byteLength;
  }
  return bytes;
}

const piece = (bytes: Uint8Array): Encoded => ({ length: bytes.byteLength, pieces: [bytes] });

/** The bytes of a base-128 varint; negative integers take ten, as `int64` fields require. */
export function varint(value: number): number[] {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return bytes;
}
