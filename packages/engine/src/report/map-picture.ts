import { sampleMap } from "@gleaner/kernel";
import type { MapPicture } from "./pictures.ts";

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
 * The map as a report shows it: at most `limit` (default 4,000) points of the pool, of the picks and of the random draw, spread evenly over
 * the area so that rare points stay visible where dense ones are thinned. Deterministic; keeps the aspect ratio.
 */
export async function mapPicture({ method, x, y, picked, random }: MapPoints, limit = 4_000): Promise<MapPicture> {
  const frame = frameOf(x, y);
  const where = (wanted: (sample: number) => boolean) =>
    Int32Array.from(x.keys()).filter((i) => Number.isFinite(x[i]) && Number.isFinite(y[i]) && wanted(i));
  const draw = async (samples: Int32Array) => {
    const coordinates = Float32Array.from({ length: 2 * samples.length }, (_, at) => {
      const sample = samples[at >> 1];
      return at % 2 === 0 ? x[sample] : y[sample];
    });
    const shown = samples.length > limit ? await sampleMap(coordinates, limit) : samples.keys();
    return Array.from(shown).flatMap((at) => frame.place(x[samples[at]], y[samples[at]]));
  };
  const pool = where((i) => picked[i] === 0);
  const picks = where((i) => picked[i] === 1);
  return {
    method,
    pool: await draw(pool),
    picks: await draw(picks),
    random: random ? await draw(where((i) => random[i] === 1)) : null,
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
