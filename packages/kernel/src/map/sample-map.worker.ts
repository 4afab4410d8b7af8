import { createRandom, permutation } from "../random.ts";
import { sharedInt32 } from "../shared-memory.ts";
import { serveTask } from "../task.ts";

export interface SampleInput {
  coordinates: Float32Array;
  count: number;
  seed: number;
  keep: Int32Array;
}

/** Tiles are at most 8,192 a side, so that a code and a point's number fit exactly in one float64 key. */
const finestBits = 13;

serveTask<SampleInput, Int32Array>(({ coordinates, count, seed, keep }, context) => {
  const n = coordinates.length / 2;
  const taken = new Uint8Array(n);
  let left = count;
  for (const point of keep) {
    if (taken[point]) continue;
    taken[point] = 1;
    left--;
  }
  const { tile, tiles } = tilesOf(coordinates, left / 2);
  context.check();
  const free = new Int32Array(tiles);
  const kept = new Int32Array(tiles);
  for (let i = 0; i < n; i++) (taken[i] ? kept : free)[tile[i]]++;
  const quota = dealOut(free, kept, left);
  for (const i of permutation(n, createRandom(seed))) {
    if (taken[i] || quota[tile[i]] === 0) continue;
    quota[tile[i]]--;
    taken[i] = 1;
  }
  const sample = sharedInt32(count);
  let found = 0;
  for (let i = 0; i < n; i++) if (taken[i]) sample[found++] = i;
  return sample;
});

/** The tile of every point in the finest grid of which at most `most` tiles hold points, found on sorted Morton codes. */
function tilesOf(coordinates: Float32Array, most: number): { tile: Int32Array; tiles: number } {
  const n = coordinates.length / 2;
  const keys = mortonCodes(coordinates)
    .map((code, i) => code * n + i)
    .sort();
  const codes = keys.map((key) => Math.floor(key / n));
  const startsTile = (rank: number, cells: number) =>
    Math.floor(codes[rank] / cells) !== Math.floor(codes[rank - 1] / cells);
  const tilesAt = (droppedBits: number) => {
    let tiles = Math.min(1, n);
    for (let rank = 1; rank < n; rank++) if (startsTile(rank, 4 ** droppedBits)) tiles++;
    return tiles;
  };
  let [fine, coarse] = [0, finestBits];
  while (fine < coarse) {
    const middle = Math.floor((fine + coarse) / 2);
    if (tilesAt(middle) <= most) coarse = middle;
    else fine = middle + 1;
  }
  const tile = new Int32Array(n);
  let current = 0;
  for (let rank = 0; rank < n; rank++) {
    if (rank > 0 && startsTile(rank, 4 ** coarse)) current++;
    tile[keys[rank] - codes[rank] * n] = current;
  }
  return { tile, tiles: Math.min(n, current + 1) };
}

/** Morton codes (26 bits) of the points on a grid of 8,192 x 8,192 tiles over the bounding square. */
function mortonCodes(coordinates: Float32Array): Float64Array {
  const n = coordinates.length / 2;
  let [lowX, lowY, highX, highY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < n; i++) {
    lowX = Math.min(lowX, coordinates[2 * i]);
    highX = Math.max(highX, coordinates[2 * i]);
    lowY = Math.min(lowY, coordinates[2 * i + 1]);
    highY = Math.max(highY, coordinates[2 * i + 1]);
  }
  const factor = (2 ** finestBits - 1) / (Math.max(highX - lowX, highY - lowY) || 1);
  const codes = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const column = Math.floor((coordinates[2 * i] - lowX) * factor);
    const row = Math.floor((coordinates[2 * i + 1] - lowY) * factor);
    for (let bit = 0; bit < finestBits; bit++) {
      codes[i] += (((column >> bit) & 1) + 2 * ((row >> bit) & 1)) * 4 ** bit;
    }
  }
  return codes;
}

/** Raises the emptiest tiles first: a common water level, never above what a tile holds, `total` points in all. */
function dealOut(free: Int32Array, kept: Int32Array, total: number): Int32Array {
  const atLevel = (level: number, tile: number) => Math.max(0, Math.min(free[tile], level - kept[tile]));
  const sumAt = (level: number) => free.reduce((sum, _, tile) => sum + atLevel(level, tile), 0);
  let low = 0;
  let high = free.length === 0 ? 0 : total + kept.reduce((most, k) => Math.max(most, k), 0) + 1;
  while (low + 1 < high) {
    const middle = Math.floor((low + high) / 2);
    if (sumAt(middle) <= total) low = middle;
    else high = middle;
  }
  const quota = free.map((_, tile) => atLevel(low, tile));
  let rest = total - quota.reduce((sum, q) => sum + q, 0);
  for (let tile = 0; tile < free.length && rest > 0; tile++) {
    if (atLevel(low + 1, tile) <= quota[tile]) continue;
    quota[tile]++;
    rest--;
  }
  return quota;
}
