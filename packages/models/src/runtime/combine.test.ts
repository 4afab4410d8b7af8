import { describe, expect, it } from "vitest";
import { combine } from "./combine.ts";

const part = (dimension: number, normalize = true, weight = 1) => ({ dimension, normalize, weight });

describe("combine", () => {
  it("normalises a single part", () => {
    const vectors = combine([Float32Array.of(3, 4, 0, -2)], 2, { parts: [part(2)], projection: null });
    expect([...vectors]).toEqual([...Float32Array.of(0.6, 0.8, 0, -1)]);
  });

  it("makes a cosine the weighted mean of the parts' cosines", () => {
    const parts = [part(2, true, 1), part(2, true, 2)];
    const outputs = [Float32Array.of(5, 0, 0, 7), Float32Array.of(0, 2, 0, 3)];
    const vectors = combine(outputs, 2, { parts, projection: null });
    const cosine = [0, 1, 2, 3].reduce((sum, i) => sum + vectors[i]! * vectors[4 + i]!, 0);
    expect(cosine).toBeCloseTo((1 * 0 + 4 * 1) / (1 + 4), 6);
  });

  it("keeps the lengths of parts that are not to be normalised", () => {
    const vectors = combine([Float32Array.of(3), Float32Array.of(4)], 1, {
      parts: [part(1, false), part(1, false)],
      projection: null,
    });
    expect([...vectors]).toEqual([...Float32Array.of(0.6, 0.8)]);
  });

  it("projects the joined vector", () => {
    const projection = { dimension: 2, matrix: Float32Array.of(0, 0, 1, 1, 0, 0) };
    const vectors = combine([Float32Array.of(4, 0), Float32Array.of(9)], 1, { parts: [part(2), part(1)], projection });
    expect([...vectors]).toEqual([...Float32Array.of(Math.SQRT1_2, Math.SQRT1_2)]);
  });

  it("leaves zeros zero and refuses NaN", () => {
    expect([...combine([Float32Array.of(0, 0)], 1, { parts: [part(2)], projection: null })]).toEqual([0, 0]);
    expect(() => combine([Float32Array.of(Number.NaN)], 1, { parts: [part(1)], projection: null })).toThrow(
      expect.objectContaining({ failure: expect.objectContaining({ code: "vector_not_finite" }) }),
    );
  });
});
