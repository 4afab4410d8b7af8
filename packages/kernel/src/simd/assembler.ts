/** The WebAssembly opcodes that the kernel's SIMD functions use, under their names in the specification. */
export const op = {
  block: 0x02,
  loop: 0x03,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  i32Const: 0x41,
  i32Eqz: 0x45,
  i32LtU: 0x49,
  i32GeU: 0x4f,
  i32Add: 0x6a,
  i32Sub: 0x6b,
  i32And: 0x71,
  f32Add: 0x92,
  f32Mul: 0x94,
  f32Load: [0x2a, 2, 0],
  emptyType: 0x40,
} as const;

/** Value types of parameters, results and locals. */
export const type = { i32: 0x7f, f32: 0x7d, v128: 0x7b } as const;

/** Opcodes behind the SIMD prefix. */
export const simd = {
  v128Load: (offset: number) => [0xfd, ...unsigned(0), 2, ...unsigned(offset)],
  f32x4Splat: [0xfd, ...unsigned(0x13)],
  f32x4ExtractLane: (lane: number) => [0xfd, ...unsigned(0x1f), lane],
  f32x4Add: [0xfd, ...unsigned(0xe4)],
  f32x4Mul: [0xfd, ...unsigned(0xe6)],
} as const;

/** LEB128 of a non-negative integer. */
export function unsigned(value: number): number[] {
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
export function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const byte = rest & 127;
    rest >>= 7;
    if ((rest === 0 && !(byte & 64)) || (rest === -1 && byte & 64)) return [...bytes, byte];
    bytes.push(byte | 128);
  }
}

type Code = number | readonly Code[];

const flatten = (code: Code): number[] => (typeof code === "number" ? [code] : code.flatMap(flatten));
const sized = (content: readonly number[]): number[] => [...unsigned(content.length), ...content];
const section = (id: number, content: readonly number[]): number[] => [id, ...sized(content)];
const text = (value: string): number[] => sized([...new TextEncoder().encode(value)]);

/**
 * A module with one exported function `run` over an imported, shared memory `env.memory` of at most 4 GiB.
 * `locals` lists the types of the locals that follow the parameters; `body` is the code without its final `end`.
 */
export function assemble(
  parameters: readonly number[],
  result: number,
  locals: readonly number[],
  body: readonly Code[],
): Uint8Array<ArrayBuffer> {
  const sharedWithMaximum = 3;
  const declared = [...unsigned(locals.length), ...locals.flatMap((local) => [1, local])];
  const code = sized([...declared, ...flatten(body), op.end]);
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, ...sized(parameters), ...sized([result])]),
    ...section(2, [1, ...text("env"), ...text("memory"), 2, sharedWithMaximum, ...unsigned(1), ...unsigned(65536)]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...text("run"), 0, 0]),
    ...section(10, [1, ...code]),
  ]);
}
