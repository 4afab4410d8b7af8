import { toSharedNow } from "../shared-memory.ts";
import { serveTask, type TaskContext } from "../task.ts";
import { cosines } from "./cosines.ts";
import { type SignatureLayout, signatureLength } from "./signature-layout.ts";

export interface CandidatesInput {
  signatures: Uint8Array;
  isKnown: Uint8Array;
  layout: SignatureLayout;
}

/** Frequencies of each axis that make up a hash. */
const frequencies = 8;
/** Bits in which two hashes may differ. */
const bitsAtMost = 10;
/** Entries after it that an entry is compared with in each order. */
const reach = 12;
/** Orders in which hashes are sorted, each by other bits first. */
const orders = 8;

/** Images of which hashes are made between two looks at whether the work is still wanted. */
const rowsPerCheck = 4096;

serveTask<CandidatesInput, Int32Array>(({ signatures, isKnown, layout }, context) => {
  const rows = Int32Array.from(isKnown.keys()).filter((row) => isKnown[row] === 1);
  const hashes = hashesOf(signatures, rows, layout, context.check);
  const entries = rows.length * 2;
  const found: number[] = [];
  const order = new Int32Array(entries);
  const keys = new Uint32Array(entries);
  for (let turn = 0; turn < orders; turn++) {
    context.check();
    context.progress(turn / orders, "candidates");
    for (let entry = 0; entry < entries; entry++) {
      keys[entry] = rotated(hashes[2 * entry], hashes[2 * entry + 1], turn * (64 / orders));
      order[entry] = entry;
    }
    sortByKeys(order, keys);
    for (let at = 0; at < entries; at++) {
      const first = order[at];
      for (let next = at + 1; next < Math.min(entries, at + 1 + reach); next++) {
        const second = order[next];
        const [a, b] = [first >> 1, second >> 1];
        // Both mirrored says what neither mirrored says.
        if (a === b || (first & second & 1) === 1) continue;
        const differing =
          bitCount(hashes[2 * first] ^ hashes[2 * second]) + bitCount(hashes[2 * first + 1] ^ hashes[2 * second + 1]);
        if (differing <= bitsAtMost) found.push(Math.min(a, b) * rows.length + Math.max(a, b));
      }
    }
  }
  const sorted = Float64Array.from(found).sort();
  const pairs: number[] = [];
  for (let at = 0; at < sorted.length; at++) {
    if (at > 0 && sorted[at] === sorted[at - 1]) continue;
    pairs.push(rows[Math.floor(sorted[at] / rows.length)], rows[sorted[at] % rows.length]);
  }
  return toSharedNow(Int32Array.from(pairs));
});

/** Two words for each image, then two for its mirror image. */
function hashesOf(
  signatures: Uint8Array,
  rows: Int32Array,
  layout: SignatureLayout,
  check: TaskContext["check"],
): Uint32Array {
  const { side } = layout;
  const length = signatureLength(layout);
  const basis = cosines(side, frequencies);
  const places = bitPlaces();
  const hashes = new Uint32Array(rows.length * 4);
  const partly = new Float64Array(side * frequencies);
  rows.forEach((row, at) => {
    if (at % rowsPerCheck === 0) check();
    const from = row * length;
    for (let y = 0; y < side; y++) {
      for (let u = 0; u < frequencies; u++) {
        let sum = 0;
        for (let x = 0; x < side; x++) sum += signatures[from + y * side + x] * basis[u * side + x];
        partly[y * frequencies + u] = sum;
      }
    }
    for (let v = 0; v < frequencies; v++) {
      for (let u = 0; u < frequencies; u++) {
        if (u + v === 0) continue;
        let sum = 0;
        for (let y = 0; y < side; y++) sum += partly[y * frequencies + u] * basis[v * side + y];
        const place = places[v * frequencies + u];
        const [word, bit] = [place >> 5, 1 << (31 - (place & 31))];
        // A mirror image has the same even frequencies, and the odd ones with the other sign.
        if (sum > 0) hashes[4 * at + word] |= bit;
        if (u % 2 === 0 ? sum > 0 : sum < 0) hashes[4 * at + 2 + word] |= bit;
      }
    }
  });
  return hashes;
}

/** The bit of each frequency: every run of eight holds low and high ones, so that each order starts with steady bits. */
function bitPlaces(): Int32Array {
  const byFrequency = Array.from({ length: frequencies ** 2 }, (_, at) => at).sort((a, b) => {
    const radius = (at: number) => (at % frequencies) ** 2 + Math.floor(at / frequencies) ** 2;
    return radius(a) - radius(b) || a - b;
  });
  const places = new Int32Array(byFrequency.length);
  byFrequency.forEach((frequency, rank) => {
    places[frequency] = (rank % orders) * frequencies + Math.floor(rank / orders);
  });
  return places;
}

/** The first 32 bits of a hash that is rotated to the left. */
function rotated(high: number, low: number, by: number): number {
  if (by === 0) return high;
  if (by < 32) return (high << by) | (low >>> (32 - by));
  if (by === 32) return low;
  return (low << (by - 32)) | (high >>> (64 - by));
}

/** Sorts entries by their keys, least byte first; equal ones keep their order. */
function sortByKeys(order: Int32Array, keys: Uint32Array): void {
  let [from, to] = [order.slice(), new Int32Array(order.length)];
  for (let shift = 0; shift < 32; shift += 8) {
    const starts = new Int32Array(257);
    for (const key of keys) starts[((key >>> shift) & 255) + 1]++;
    for (let value = 0; value < 256; value++) starts[value + 1] += starts[value];
    for (const entry of from) to[starts[(keys[entry] >>> shift) & 255]++] = entry;
    [from, to] = [to, from];
  }
  order.set(from);
}

function bitCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
