/** Protocol Buffers wire encoding (https://protobuf.dev/programming-guides/encoding), the field kinds that ONNX uses. */

const lengthDelimited = 2;

/** A base-128 varint; negative integers take ten bytes, as `int64` fields require. */
export function varint(value: number): Uint8Array {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

/** Joins encoded fields; the result is a message body. */
export function message(...fields: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(fields);
}

export function integerField(field: number, value: number): Uint8Array {
  return message(varint(field << 3), varint(value));
}

/** Bytes, or a nested message. */
export function bytesField(field: number, value: Uint8Array): Uint8Array {
  return message(varint((field << 3) | lengthDelimited), varint(value.length), value);
}

export function textField(field: number, value: string): Uint8Array {
  return bytesField(field, Buffer.from(value));
}
