import type { ArtifactArray } from "../contract/files.ts";

const constructors = {
  i8: Int8Array,
  u8: Uint8Array,
  i16: Int16Array,
  u16: Uint16Array,
  i32: Int32Array,
  u32: Uint32Array,
  f32: Float32Array,
  f64: Float64Array,
};

export type ArrayType = keyof typeof constructors;

export function isArrayType(name: string): name is ArrayType {
  return Object.hasOwn(constructors, name);
}

/** The name of an array's type. */
export function arrayTypeOf(array: ArtifactArray): ArrayType {
  for (const name of ["i8", "u8", "i16", "u16", "i32", "u32", "f32", "f64"] as const) {
    if (array instanceof constructors[name]) return name;
  }
  throw new TypeError("An artifact holds typed arrays of numbers.");
}

/** The bytes (little-endian) as an array of its own memory; bytes beyond the last whole element are left out. */
export function typedArray(type: ArrayType, bytes: Uint8Array): ArtifactArray {
  const Constructor = constructors[type];
  const length = Math.floor(bytes.byteLength / Constructor.BYTES_PER_ELEMENT);
  const array = new Constructor(length);
  new Uint8Array(array.buffer).set(bytes.subarray(0, array.byteLength));
  return array;
}
