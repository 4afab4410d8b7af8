import { DuckDBBitValue } from "@duckdb/node-api";

const known = new WeakMap<Int32Array, DuckDBBitValue>();

/**
 * A set of numbers as a bit string for {@link hasBit}: testing a row costs a few nanoseconds, where joining a table of the numbers hashes
 * every one of them anew in each query. Made once an array, which must not change while it is in use.
 */
export function numberBits(numbers: Int32Array): DuckDBBitValue {
  const made = known.get(numbers) ?? bitsOf(numbers);
  known.set(numbers, made);
  return made;
}

/** SQL of whether `number` is in the set of the parameter. Its last bit is 0, and stands for all numbers beyond the set. */
export function hasBit(number: string): string {
  return `get_bit(?::bit, least(${number}, ?::integer)) = 1`;
}

/** The parameters of {@link hasBit}. */
export function bitParameters(bits: DuckDBBitValue): [DuckDBBitValue, number] {
  return [bits, bits.length - 1];
}

/** As DuckDB keeps it: the first byte says how many bits of the second are filling, which are set. */
function bitsOf(numbers: Int32Array): DuckDBBitValue {
  let last = 0;
  for (const number of numbers) if (number > last) last = number;
  const length = last + 2;
  const filling = (8 - (length % 8)) % 8;
  const data = new Uint8Array(1 + (length + filling) / 8);
  data[0] = filling;
  data[1] = (0xff << (8 - filling)) & 0xff;
  for (const number of numbers) {
    const at = number + filling;
    data[1 + (at >> 3)] |= 0x80 >> (at & 7);
  }
  return new DuckDBBitValue(data);
}
