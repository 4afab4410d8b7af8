import { describe, expect, it } from "vitest";
import { createRandom } from "../random.ts";
import { vectorsInMemory } from "../vectors.ts";
import { crossValidateProbe, predictProbe, trainProbe } from "./train-probe.ts";

const dimension = 12;
const classes = 4;

/** Rows around one center a class; every tenth row has no label. */
function labelledRows(
  n: number,
  spread: number,
  seed: number,
): { rows: Float32Array; labels: Int32Array; truth: Int32Array } {
  const random = createRandom(seed);
  const centers = Float32Array.from({ length: classes * dimension }, () => random.normal());
  const truth = Int32Array.from({ length: n }, () => random.integer(classes));
  const rows = new Float32Array(n * dimension);
  for (let at = 0; at < rows.length; at++) {
    const row = Math.floor(at / dimension);
    rows[at] = centers[truth[row] * dimension + (at % dimension)] + spread * random.normal();
  }
  return { rows, truth, labels: truth.map((label, row) => (row % 10 === 3 ? -1 : label)) };
}

function accuracy(probabilities: Float32Array, truth: Int32Array, counts: (row: number) => boolean): number {
  let right = 0;
  let all = 0;
  truth.forEach((label, row) => {
    if (!counts(row)) return;
    const own = probabilities.subarray(row * classes, (row + 1) * classes);
    if (own.indexOf(Math.max(...own)) === label) right++;
    all++;
  });
  return right / all;
}

/** Gradient of the mean cross-entropy with respect to the weights, in plain arithmetic, on L2-normalised rows. */
function lossGradient(rows: Float32Array, labels: Int32Array, probabilities: Float32Array): Float64Array {
  const gradient = new Float64Array(classes * dimension);
  const labelled = labels.filter((label) => label >= 0).length;
  labels.forEach((label, row) => {
    if (label < 0) return;
    const own = rows.subarray(row * dimension, (row + 1) * dimension);
    const length = Math.hypot(...own);
    for (let c = 0; c < classes; c++) {
      const residual = probabilities[row * classes + c] - (c === label ? 1 : 0);
      for (let j = 0; j < dimension; j++) gradient[c * dimension + j] += (residual * own[j]) / length / labelled;
    }
  });
  return gradient;
}

describe("trainProbe", () => {
  const { rows, labels, truth } = labelledRows(600, 0.8, 1);
  const source = vectorsInMemory(rows, dimension);

  it.each(["logistic", "ridge"] as const)("fits %s probes that predict rows they have not seen", async (kind) => {
    const probe = await trainProbe(source, labels, classes, { kind, threads: 2 });
    const probabilities = await predictProbe(probe, source);
    expect(accuracy(probabilities, truth, (row) => labels[row] < 0)).toBeGreaterThan(0.85);
    for (let row = 0; row < 600; row++) {
      const sum = probabilities.subarray(row * classes, (row + 1) * classes).reduce((a, b) => a + b, 0);
      expect(sum).toBeCloseTo(1, 5);
    }
  });

  it("ends where the gradient of the logistic loss vanishes", async () => {
    const probe = await trainProbe(source, labels, classes, { l2: 1e-7, iterations: 1000 });
    const gradient = lossGradient(rows, labels, await predictProbe(probe, source));
    const start = lossGradient(rows, labels, new Float32Array(600 * classes).fill(1 / classes));
    expect(Math.hypot(...gradient)).toBeLessThan(2e-3 * Math.hypot(...start));
  });

  it("gives the same bytes again, and with another number of threads", async () => {
    const first = await trainProbe(source, labels, classes, { threads: 1 });
    expect(await trainProbe(source, labels, classes, { threads: 2 })).toEqual(first);
  });

  it("refuses what it cannot fit", async () => {
    await expect(trainProbe(source, labels, 3)).rejects.toMatchObject({ code: "invalid_argument" });
    await expect(trainProbe(source, new Int32Array(600).fill(-1), 4)).rejects.toMatchObject({ code: "empty_input" });
    await expect(trainProbe(source, new Int32Array(5), 4)).rejects.toMatchObject({ code: "invalid_argument" });
    const broken = rows.slice();
    broken[7 * dimension] = Number.NaN;
    const invalid = trainProbe(vectorsInMemory(broken, dimension), labels, classes);
    await expect(invalid).rejects.toMatchObject({ code: "non_finite_vector", details: { rows: [7] } });
    await expect(trainProbe(source, labels, classes, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "cancelled",
    });
  });
});

describe("crossValidateProbe", () => {
  it("predicts labelled rows from the other folds, and leaves the rest out", async () => {
    const { rows, labels, truth } = labelledRows(500, 0.6, 2);
    const { probabilities, folds } = await crossValidateProbe(vectorsInMemory(rows, dimension), labels, classes, {
      folds: 4,
    });
    expect(accuracy(probabilities, truth, (row) => labels[row] >= 0)).toBeGreaterThan(0.85);
    labels.forEach((label, row) => {
      expect(folds[row] >= 0).toBe(label >= 0);
      expect(Number.isNaN(probabilities[row * classes])).toBe(label < 0);
    });
    for (let fold = 0; fold < 4; fold++) {
      const size = folds.filter((other) => other === fold).length;
      expect(Math.abs(size - 450 / 4)).toBeLessThan(2);
    }
  });

  it("does not let a row see its own label", async () => {
    const random = createRandom(5);
    const wide = 80;
    const rows = Float32Array.from({ length: 120 * wide }, () => random.normal());
    const labels = Int32Array.from({ length: 120 }, () => random.integer(2));
    const { probabilities } = await crossValidateProbe(vectorsInMemory(rows, wide), labels, 2, { seed: 1 });
    const own = labels.reduce((sum, label, row) => sum + probabilities[row * 2 + label], 0) / 120;
    expect(own).toBeLessThan(0.6);
  });
});
