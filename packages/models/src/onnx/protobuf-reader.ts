/** One field of a protobuf message; `bytes` is a view, null for numbers. */
export interface Field {
  number: number;
  bytes: Uint8Array | null;
}

/** The fields of a message in their order. @throws RangeError when the bytes are no message */
export function* fieldsOf(message: Uint8Array): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1, count = 0; count < 10; scale *= 128, count++) {
      const byte = message[at++];
      if (byte === undefined) break;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    throw new RangeError("The message ends within a number.");
  };
  while (at < message.length) {
    const tag = varint();
    const number = Math.floor(tag / 8);
    const wire = tag % 8;
    let bytes: Uint8Array | null = null;
    if (wire === 0) varint();
    else if (wire === 1) at += 8;
    else if (wire === 5) at += 4;
    else if (wire === 2) {
      const length = varint();
      bytes = message.subarray(at, at + length);
      at += length;
    } else throw new RangeError(`There is no wire type ${wire}.`);
    if (number === 0 || at > message.length) throw new RangeError("The message is cut off.");
    yield { number, bytes };
  }
}
