import type { MapPicture } from "./pictures.ts";

/** Tiles along each side of the map. */
const tilesAcross = 64;

/** Positions on a map: `x` and `y` hold one coordinate a pool sample (NaN: not on the map, left out), y upwards. */
export interface MapPoints {
  method: string;
  x: Float32Array;
  y: Float32Array;
  /** 1 for a pick, 0 for the rest. */
  picked: Uint8Array;
  /** 1 for a pick of one random draw of the same size. */
  random?: Uint8Array;
}

/**
 * The map as a report shows it: at most `limit` (default 4,000) points of the pool, of the picks and of the random draw, taken evenly
 * by tile (64 x 64) so that rare points stay visible where dense ones are thinned. Deterministic; keeps the aspect ratio. O(samples).
 */
export function sampleMap({ method, x, y, picked, random }: MapPoints, limit = 4_000): MapPicture {
  const frame = frameOf(x, y);
  const where = (wanted: (sample: number) => boolean) => {
    const samples: number[] = [];
    for (let i = 0; i < x.length; i++) if (Number.isFinite(x[i]) && Number.isFinite(y[i]) && wanted(i)) samples.push(i);
    return samples;
  };
  const draw = (samples: number[]) => {
    const points: number[] = [];
    for (const sample of evenByTile(samples, (i) => frame.place(x[i], y[i]), limit)) {
      points.push(...frame.place(x[sample], y[sample]));
    }
    return points;
  };
  const pool = where((i) => picked[i] === 0);
  const picks = where((i) => picked[i] === 1);
  return {
    method,
    pool: draw(pool),
    picks: draw(picks),
    random: random ? draw(where((i) => random[i] === 1)) : null,
    totals: { pool: pool.length, picks: picks.length },
  };
}

/** Fits the finite points into a 1000 x 1000 square, centred, y downwards. */
function frameOf(x: Float32Array, y: Float32Array): { place(x: number, y: number): [number, number] } {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < x.length; i++) {
    if (!Number.isFinite(x[i]) || !Number.isFinite(y[i])) continue;
    left = Math.min(left, x[i]);
    right = Math.max(right, x[i]);
    bottom = Math.min(bottom, y[i]);
    top = Math.max(top, y[i]);
  }
  const side = Math.max(right - left, top - bottom) || 1;
  const place = (value: number, low: number, high: number) =>
    Math.min(1000, Math.max(0, Math.round(500 + ((value - (low + high) / 2) / side) * 1000)));
  return { place: (px, py) => [place(px, left, right), 1000 - place(py, bottom, top)] };
}

/** At most `limit` samples, with one cap for all tiles: the highest that stays within the limit. Ascending positions. */
function evenByTile(samples: number[], place: (sample: number) => [number, number], limit: number): number[] {
  if (samples.length <= limit) return samples;
  const tiles = new Map<number, number[]>();
  for (const sample of samples) {
    const [px, py] = place(sample);
    const column = Math.min(tilesAcross - 1, Math.floor((px * tilesAcross) / 1000));
    const row = Math.min(tilesAcross - 1, Math.floor((py * tilesAcross) / 1000));
    const tile = tiles.get(row * tilesAcross + column);
    if (tile) tile.push(sample);
    else tiles.set(row * tilesAcross + column, [sample]);
  }
  const sizes = [...tiles.values()].map((tile) => tile.length);
  const drawn = (cap: number) => sizes.reduce((sum, size) => sum + Math.min(size, cap), 0);
  let cap = 1;
  while (drawn(cap + 1) <= limit) cap++;
  const kept: number[] = [];
  for (const tile of tiles.values()) {
    const take = Math.min(tile.length, cap);
    for (let i = 0; i < take; i++) kept.push(tile[Math.floor((i * tile.length) / take)]);
  }
  kept.sort((a, b) => a - b);
  // More occupied tiles than the limit: every tile has one point, thinned evenly.
  if (kept.length <= limit) return kept;
  return Array.from({ length: limit }, (_, i) => kept[Math.floor((i * kept.length) / limit)]);
}
