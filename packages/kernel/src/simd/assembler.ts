/** Code of a WebAssembly function: opcodes and operands, nested as it is convenient. */
export type Code = number | readonly Code[];

/** Value types of parameters, results and locals. */
export const type = { i32: 0x7f, f32: 0x7d, v128: 0x7b } as const;

const emptyBlock = 0x40;
const prefixed = (opcode: number) => [0xfd, ...unsigned(opcode)];

/** The instructions that the kernel's functions use, under their names in the specification. */
export const op = {
  i32Mul: 0x6c,
  i32Add: 0x6a,
  i32And: 0x71,
  i32Shl: 0x74,
  f32Add: 0x92,
  f32Mul: 0x94,
  f32Max: 0x97,
  f32Load: [0x2a, 2, 0],
  i32Store: (offset = 0) => [0x36, 2, ...unsigned(offset)],
  i32Sub: 0x6b,
  /** 1 if the operand is zero, else 0. */
  i32EqualZero: 0x45,
  v128Load: (offset = 0) => [...prefixed(0), 2, ...unsigned(offset)],
  v128Store: (offset = 0) => [...prefixed(11), 2, ...unsigned(offset)],
  /** A constant of four float32 values. */
  f32x4Const: (values: readonly number[]) => [...prefixed(12), ...new Uint8Array(Float32Array.from(values).buffer)],
  /** Picks four float32 lanes of the two vectors on the stack: 0..3 from the first, 4..7 from the second. */
  f32x4Shuffle: (lanes: readonly number[]) => [
    ...prefixed(13),
    ...lanes.flatMap((lane) => [0, 1, 2, 3].map((b) => 4 * lane + b)),
  ],
  f32x4Splat: prefixed(0x13),
  f32x4ExtractLane: (lane: number) => [...prefixed(0x1f), lane],
  f32x4Nearest: prefixed(0x6a),
  f32x4Abs: prefixed(0xe0),
  f32x4Add: prefixed(0xe4),
  f32x4Sub: prefixed(0xe5),
  f32x4Mul: prefixed(0xe6),
  f32x4Max: prefixed(0xe9),
  /** The smaller of both, lane by lane; compare before select, so it costs one instruction. */
  f32x4PseudoMin: prefixed(0xea),
  f32x4GreaterOrEqual: prefixed(0x46),
  v128Or: prefixed(0x50),
  v128Xor: prefixed(0x51),
  /** A constant of sixteen equal bytes. */
  i8x16Const: (value: number) => [...prefixed(12), ...new Uint8Array(16).fill(value)],
  i16x8ExtendLowI8x16S: prefixed(0x87),
  i16x8ExtendHighI8x16S: prefixed(0x88),
  /** Products of eight pairs of 16-bit values, neighbouring ones added. */
  i32x4DotI16x8S: prefixed(0xba),
  i32x4Add: prefixed(0xae),
  i32x4ExtractLane: (lane: number) => [...prefixed(0x1b), lane],
  i32x4TruncSatF32x4S: prefixed(0xf8),
  /** The sign bits of 16 bytes, the first in the lowest bit. */
  i8x16Bitmask: prefixed(0x64),
  i16x8NarrowI32x4S: prefixed(0x85),
  i8x16NarrowI16x8S: prefixed(0x65),
} as const;

export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number, value: Code): Code => [value, 0x21, ...unsigned(local)];
export const constant = (value: number): Code => [0x41, ...signed(value)];

/** local += value. */
export const increase = (local: number, value: Code): Code => set(local, [get(local), value, op.i32Add]);

/** Repeats `body`, which moves `local` forward, while local < end (unsigned). */
export function whileBelow(local: number, end: Code, body: Code): Code {
  const [block, loop, close, branch, branchIf, greaterOrEqual] = [0x02, 0x03, 0x0b, 0x0c, 0x0d, 0x4f];
  const leaveWhenDone = [get(local), end, greaterOrEqual, branchIf, 1];
  return [block, emptyBlock, loop, emptyBlock, leaveWhenDone, body, branch, 0, close, close];
}

/**
 * A module with one exported function `run` over an imported memory `env.memory` of at most 4 GiB, shared unless told otherwise.
 * `locals` lists the types of the locals that follow the parameters; what `body` leaves on the stack is the result.
 */
export function assemble(
  parameters: readonly number[],
  results: readonly number[],
  locals: readonly number[],
  body: Code,
  shared = true,
): Uint8Array<ArrayBuffer> {
  const withMaximum = shared ? 3 : 1;
  const end = 0x0b;
  const declared = [...unsigned(locals.length), ...locals.flatMap((local) => [1, local])];
  const code = sized([...declared, ...flatten(body), end]);
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, ...sized(parameters), ...sized(results)]),
    ...section(2, [1, ...text("env"), ...text("memory"), 2, withMaximum, ...unsigned(1), ...unsigned(65536)]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...text("run"), 0, 0]),
    ...section(10, [1, ...code]),
  ]);
}

const flatten = (code: Code): number[] => (typeof code === "number" ? [code] : code.flatMap(flatten));
const sized = (content: readonly number[]): number[] => [...unsigned(content.length), ...content];
const section = (id: number, content: readonly number[]): number[] => [id, ...sized(content)];
const text = (value: string): number[] => sized([...new TextEncoder().encode(value)]);

/** LEB128 of a non-negative integer. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest & 127) | 128);
    rest >>>= 7;
  }
  bytes.push(rest);
  return bytes;
}

/** LEB128 of a signed 32-bit integer. */
function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const byte = rest & 127;
    rest >>= 7;
    if ((rest === 0 && !(byte & 64)) || (rest === -1 && byte & 64)) return [...bytes, byte];
    bytes.push(byte | 128);
  }
}
