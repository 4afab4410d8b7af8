import { expect, it } from "vitest";
import { createRandom } from "../random.ts";
import { CoordinateSample, halfSquaredLength } from "./coordinate-sample.ts";
import { createQuantizer } from "./quantize.ts";
import { createRowTable, finishTable } from "./row-table.ts";

/** Rows of unit length of several kinds: spread, with few values that are not zero, and near to the row before them. */
function makeRow(kind: number, dimension: number, before: Float32Array, random: ReturnType<typeof createRandom>) {
  const row = new Float32Array(dimension);
  if (kind === 0) for (let j = 0; j < dimension; j++) row[j] = random.normal();
  else if (kind === 1) for (let j = 0; j < 3; j++) row[random.integer(dimension)] = random.normal();
  else for (let j = 0; j < dimension; j++) row[j] = before[j] + 0.01 * random.normal();
  const length = Math.hypot(...row);
  return row.map((value) => value / (length || 1));
}

it.each([64, 512, 1024])("never shows rows of %i values to be farther apart than they may be", (dimension) => {
  const n = 150;
  const random = createRandom(4);
  const table = createRowTable(n, dimension, "cosine", 63);
  const quantize = createQuantizer(dimension, 63);
  let row = new Float32Array(dimension);
  for (let number = 0; number < n; number++) {
    row = makeRow(number % 3, dimension, row, random);
    table.step[number] = quantize(row, table.values, number * dimension);
    table.inverseLength[number] = 1;
  }
  finishTable(table);
  const sample = CoordinateSample.of(table);
  if (!sample) throw new Error("There is no sample.");
  const { size } = sample;
  const copies = new Uint8Array(n * size);
  const halves = Array.from({ length: n }, (_, number) => sample.copy(table, number, 0, copies, number * size));
  const signed = new Int8Array(copies.buffer);
  const scaledDot = (values: Int8Array, width: number, a: number, b: number) => {
    let sum = 0;
    for (let j = 0; j < width; j++) sum += values[a * width + j] * values[b * width + j];
    return sum * table.step[a] * table.step[b];
  };
  let ruledOut = 0;
  for (let a = 0; a < n; a++) {
    for (let b = 0; b < a; b++) {
      const onSample = halves[a] + halves[b] - scaledDot(signed, size, a, b);
      const whole =
        halfSquaredLength(table, a) + halfSquaredLength(table, b) - scaledDot(table.values, dimension, a, b);
      expect(onSample).toBeLessThanOrEqual(sample.reach(whole, 0) + 1e-6);
      if (onSample > sample.reach(whole / 4, 0)) ruledOut++;
    }
  }
  expect(ruledOut).toBeGreaterThan(n);
});

it("is all coordinates of few, and none where eight-bit rows do not serve", () => {
  expect(CoordinateSample.of(createRowTable(2, 64, "cosine", 127))?.size).toBe(64);
  expect(CoordinateSample.of(createRowTable(2, 1024, "cosine", 127))?.size).toBe(256);
  expect(CoordinateSample.of(createRowTable(2, 16, "cosine", 127))).toBeNull();
  expect(CoordinateSample.of(createRowTable(2, 1000, "cosine", 127))).toBeNull();
  expect(CoordinateSample.of(createRowTable(2, 1024, "cosine", 0))).toBeNull();
  expect(CoordinateSample.of(createRowTable(2, 1024, "inner-product", 127))).toBeNull();
});
