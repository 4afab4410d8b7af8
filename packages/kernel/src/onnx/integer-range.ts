import { TopProducts } from "./top-products.ts";

/** Largest magnitude of the eight-bit values that this machine multiplies without error; 0 if there is none. */
export type IntegerRange = 127 | 63 | 0;

/**
 * Finds out whether u8 x s8 products are exact here. x86 processors without VNNI add pairs of products in 16 bits with saturation
 * (`vpmaddubsw`): seven bits a value are safe there. Anything else that gives wrong sums leaves only float32.
 */
export async function measureIntegerRange(): Promise<IntegerRange> {
  if (await isExact(127)) return 127;
  if (await isExact(63)) return 63;
  return 0;
}

/** Multiplies rows of extreme values, many and one at a time, and compares with the sums in plain arithmetic. */
async function isExact(limit: number): Promise<boolean> {
  const dimension = 192;
  const columns = 48;
  const count = 40;
  const sign = (seed: number) => (Math.imul(seed + 1, 0x9e3779b9) >>> 28 < 3 ? -1 : 1);
  const rows = Int8Array.from({ length: columns * dimension }, (_, at) => limit * sign(Math.floor(at / dimension)));
  const queries = Uint8Array.from(
    { length: count * dimension },
    (_, at) => 128 + limit * sign(Math.floor(at / dimension)),
  );
  const session = await TopProducts.open(rows, dimension);
  const zeros = new Float32Array(columns);
  const ones = new Float32Array(columns).fill(1);
  let exact = true;
  for (const asked of [count, 1]) {
    const top = await session.run(queries.subarray(0, asked * dimension), asked, ones, zeros, columns);
    for (let at = 0; at < asked * columns; at++) {
      const expected = dimension * limit * limit * sign(Math.floor(at / columns)) * sign(top.columns[2 * at]);
      if (top.scores[at] !== expected) exact = false;
    }
  }
  await session.close();
  return exact;
}
