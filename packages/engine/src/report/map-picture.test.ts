import { createRandom } from "@gleaner/kernel";
import { expect, test } from "vitest";
import { type MapPoints, mapPicture } from "./map-picture.ts";
import { mapPictureSchema } from "./pictures.ts";

/** A dense blob of `n` and one lonely point far away. */
function blob(n: number): MapPoints {
  const random = createRandom(1);
  const x = Float32Array.from({ length: n + 1 }, () => random.normal() * 0.1);
  const y = Float32Array.from({ length: n + 1 }, () => random.normal() * 0.1);
  x[n] = 10;
  y[n] = 10;
  return { method: "UMAP", x, y, picked: Uint8Array.from({ length: n + 1 }, (_, i) => (i % 2 === 0 ? 1 : 0)) };
}

test("rare points stay when dense ones are thinned, and totals say how many there are", async () => {
  const points = blob(20_000);
  const picture = await mapPicture(points, 500);
  expect(picture.totals).toEqual({ pool: 10_000, picks: 10_001 });
  expect(picture.picks.length / 2).toBeLessThanOrEqual(500);
  const corners = picture.picks.filter((value, i) => i % 2 === 0 && value > 950 && picture.picks[i + 1] < 50);
  expect(corners).toHaveLength(1);
});

test("small maps are drawn whole, y upwards, aspect ratio kept", async () => {
  const picture = await mapPicture({
    method: "PCA",
    x: Float32Array.of(0, 2, 1),
    y: Float32Array.of(0, 1, Number.NaN),
    picked: Uint8Array.of(1, 0, 0),
    random: Uint8Array.of(0, 1, 0),
  });
  expect(picture).toEqual({
    method: "PCA",
    pool: [1000, 250],
    picks: [0, 750],
    random: [1000, 250],
    totals: { pool: 1, picks: 1 },
  });
});

test("identical points, no points and only NaN are pictures too", async () => {
  const same = await mapPicture(
    { method: "m", x: new Float32Array(9), y: new Float32Array(9), picked: new Uint8Array(9) },
    4,
  );
  expect(same.pool).toEqual([500, 500, 500, 500, 500, 500, 500, 500]);
  for (const n of [0, 3]) {
    const none = new Float32Array(n).fill(Number.NaN);
    const picture = await mapPicture({ method: "m", x: none, y: none, picked: new Uint8Array(n) });
    expect(mapPictureSchema.parse(picture).totals).toEqual({ pool: 0, picks: 0 });
  }
});

test("more occupied tiles than points allowed: the limit holds", async () => {
  const side = 64;
  const x = Float32Array.from({ length: side * side }, (_, i) => i % side);
  const y = Float32Array.from({ length: side * side }, (_, i) => Math.floor(i / side));
  const picture = await mapPicture({ method: "m", x, y, picked: new Uint8Array(side * side) }, 100);
  expect(picture.pool).toHaveLength(200);
});
