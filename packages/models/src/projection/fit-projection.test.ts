import { createRandom } from "@gleaner/kernel";
import { describe, expect, it } from "vitest";
import { fewestFitted, fitProjection, randomProjection } from "./fit-projection.ts";
import { principalProjection } from "./principal-projection.ts";
import { symmetricEigenvectors } from "./symmetric-eigenvectors.ts";

const random = createRandom(5);
const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};

describe("symmetricEigenvectors", () => {
  it.each([1, 2, 3, 17, 60])("of %i x %i", (n) => {
    const matrix = new Float64Array(n * n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++) matrix[i * n + j] = matrix[j * n + i] = i % 5 === 4 ? 0 : random.normal();
    const { vectors, values } = symmetricEigenvectors(matrix.slice(), n);
    const row = (at: number) => vectors.subarray(at * n, (at + 1) * n);
    for (let at = 0; at < n; at++) {
      for (let other = 0; other <= at; other++) expect(dot(row(at), row(other))).toBeCloseTo(other === at ? 1 : 0, 10);
      for (let i = 0; i < n; i++)
        expect(dot(matrix.subarray(i * n, (i + 1) * n), row(at))).toBeCloseTo(values[at]! * row(at)[i]!, 9);
    }
    expect([...values]).toEqual([...values].sort((a, b) => b - a));
  });

  it("refuses what is no number", () => {
    expect(() => symmetricEigenvectors(new Float64Array(9).fill(Number.NaN), 3)).toThrow();
  });
});

describe("a projection", () => {
  const [width, dimension] = [12, 4];
  /** Vectors that lie in four directions out of twelve, and a little beside them. */
  function flat(count: number): Float32Array {
    const directions = randomProjection(width, dimension, 9).matrix;
    const vectors = new Float32Array(count * width);
    for (let row = 0; row < count; row++) {
      const shares = Array.from({ length: dimension }, () => random.normal());
      for (let j = 0; j < width; j++) {
        vectors[row * width + j] = 0.001 * random.normal();
        shares.forEach((share, at) => {
          vectors[row * width + j]! += share * directions[at * width + j]!;
        });
      }
    }
    return vectors;
  }
  const apply = ({ matrix }: { matrix: Float32Array }, vector: Float32Array) =>
    Array.from({ length: dimension }, (_, at) => dot(matrix.subarray(at * width, (at + 1) * width), vector));

  it("of principal directions keeps the inner products of its vectors", () => {
    const vectors = flat(300);
    const projection = principalProjection(vectors, width, dimension);
    const [a, b] = [vectors.subarray(0, width), vectors.subarray(width, 2 * width)];
    expect(dot(apply(projection, a), apply(projection, b))).toBeCloseTo(dot(a, b), 1);
    const other = randomProjection(width, dimension, 1);
    const kept = (each: { matrix: Float32Array }) => dot(apply(each, a), apply(each, a)) / dot(a, a);
    expect(kept(projection)).toBeGreaterThan(0.999);
    expect(kept(other)).toBeLessThan(0.99);
  });

  it("at random is orthonormal, and the same for the same seed", () => {
    const { matrix } = randomProjection(width, dimension, 3);
    const row = (at: number) => matrix.subarray(at * width, (at + 1) * width);
    for (let i = 0; i < dimension; i++)
      for (let j = 0; j <= i; j++) expect(dot(row(i), row(j))).toBeCloseTo(i === j ? 1 : 0, 6);
    expect(randomProjection(width, dimension, 3).matrix).toEqual(matrix);
    expect(randomProjection(width, dimension, 4).matrix).not.toEqual(matrix);
  });

  it("is fitted from 5,000 vectors on, in a thread of its own", async () => {
    const few = flat(fewestFitted - 1);
    expect(await fitProjection(few, { width, dimension, seed: 3 })).toEqual(randomProjection(width, dimension, 3));
    const many = flat(fewestFitted);
    expect(await fitProjection(many, { width, dimension, seed: 3 })).toEqual(
      principalProjection(many, width, dimension),
    );
  });
});
