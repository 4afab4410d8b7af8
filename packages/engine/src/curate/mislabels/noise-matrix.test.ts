import { createRandom } from "@gleaner/kernel";
import { describe, expect, it } from "vitest";
import { beliefsUnderNoise } from "./noise-matrix.ts";

describe("beliefsUnderNoise", () => {
  it("learns which classes are confused and doubts those labels more", () => {
    const random = createRandom(2);
    const rows = 600;
    const truth = Int32Array.from({ length: rows }, (_, row) => row % 3);
    const given = truth.map((label) => (label === 0 && random.uniform() < 0.3 ? 1 : label));
    const posterior = new Float32Array(rows * 3);
    truth.forEach((label, row) => {
      for (let c = 0; c < 3; c++) posterior[row * 3 + c] = c === label ? 0.6 : 0.2;
    });
    const { beliefs, noise } = beliefsUnderNoise(posterior, given, 3);
    expect(noise[0 * 3 + 1]).toBeGreaterThan(0.2);
    expect(noise[1 * 3 + 0]).toBeLessThan(0.02);
    const wrong = given.map((label, row) => Math.round(1000 * (1 - beliefs[row * 3 + label])));
    const flipped = [...given.keys()].filter((row) => given[row] !== truth[row]);
    const sound = [...given.keys()].filter((row) => given[row] === truth[row]);
    expect(Math.min(...flipped.map((row) => wrong[row]))).toBeGreaterThan(Math.max(...sound.map((row) => wrong[row])));
    for (let row = 0; row < rows; row++) {
      expect(beliefs[row * 3] + beliefs[row * 3 + 1] + beliefs[row * 3 + 2]).toBeCloseTo(1, 4);
    }
  });
});
