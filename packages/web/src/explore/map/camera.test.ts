import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boundsOf, fitCamera, panned, toMap, toPicture, zoomed } from "./camera.ts";

const size = { width: 800, height: 600 };
const value = fc.double({ min: -50, max: 50, noNaN: true });
const cameras = fc.record({ x: value, y: value, scale: fc.double({ min: 0.5, max: 500, noNaN: true }) });
const place = fc.tuple(fc.integer({ min: 0, max: 800 }), fc.integer({ min: 0, max: 600 }));

describe("camera", () => {
  it("finds back the place of every map point", () => {
    fc.assert(
      fc.property(cameras, place, (camera, at) => {
        const [px, py] = toPicture(camera, size, toMap(camera, size, at));
        expect(px).toBeCloseTo(at[0], 6);
        expect(py).toBeCloseTo(at[1], 6);
      }),
    );
  });

  it("keeps the point under the pointer while it zooms", () => {
    fc.assert(
      fc.property(cameras, place, fc.double({ min: 0.1, max: 10, noNaN: true }), (camera, at, factor) => {
        const before = toMap(camera, size, at);
        const after = toMap(zoomed(camera, size, factor, at, { min: 0.01, max: 1e5 }), size, at);
        expect(after[0]).toBeCloseTo(before[0], 6);
        expect(after[1]).toBeCloseTo(before[1], 6);
      }),
    );
  });

  it("drags the point along with the pointer", () => {
    const camera = { x: 1, y: 2, scale: 10 };
    expect(toPicture(panned(camera, 30, -20), size, [1, 2])).toEqual([430, 280]);
  });

  it("shows all points with a margin", () => {
    const positions = Float32Array.of(-3, 1, 5, 2, 0, -7);
    const bounds = boundsOf(positions);
    if (!bounds) throw new Error("there are bounds");
    const camera = fitCamera(bounds, size);
    for (let i = 0; i < positions.length; i += 2) {
      const [px, py] = toPicture(camera, size, [positions[i], positions[i + 1]]);
      expect(px).toBeGreaterThanOrEqual(27.9);
      expect(px).toBeLessThanOrEqual(772.1);
      expect(py).toBeGreaterThanOrEqual(27.9);
      expect(py).toBeLessThanOrEqual(572.1);
    }
  });

  it("copes with no point, one point and points that are no numbers", () => {
    expect(boundsOf(new Float32Array(0))).toBeNull();
    expect(boundsOf(Float32Array.of(Number.NaN, Number.NaN))).toBeNull();
    expect(boundsOf(Float32Array.of(2, 3, Number.NaN, 1))).toMatchObject({ left: 2, right: 2 });
    expect(fitCamera({ left: 2, right: 2, bottom: 3, top: 3 }, size)).toEqual({ x: 2, y: 3, scale: 100 });
  });
});
