import { InferenceSession, Tensor } from "onnxruntime-node";
import { createRandom } from "../packages/kernel/src/index.ts";
import { ModelBuilder } from "../packages/kernel/src/onnx/model.ts";

const blockRows = 2000;
const rounds = 12;

/**
 * Rows on the `components` leading directions of their second moments (orthogonal iteration; without centring, so that cosines stay),
 * `n x components`. A probe learns in a tenth of the time on them.
 */
export async function leadingComponents(
  vectors: Float32Array,
  dimension: number,
  components: number,
): Promise<Float32Array> {
  const moments = await secondMoments(vectors, dimension);
  const random = createRandom(3);
  let basis: Float64Array = Float64Array.from({ length: dimension * components }, () => random.normal());
  for (let round = 0; round < rounds; round++) {
    orthonormalize(basis, dimension, components);
    basis = product(moments, basis, dimension, components);
  }
  orthonormalize(basis, dimension, components);
  const columns = new Float32Array(basis.length);
  for (let c = 0; c < components; c++) {
    for (let j = 0; j < dimension; j++) columns[j * components + c] = basis[c * dimension + j];
  }
  const session = await InferenceSession.create(
    new ModelBuilder()
      .input("x", "float32", ["count", dimension])
      .constant("basis", "float32", [dimension, components], columns)
      .node("MatMul", ["x", "basis"], ["y"])
      .output("y", "float32", ["count", components])
      .encode(),
  );
  const n = vectors.length / dimension;
  const projected = new Float32Array(n * components);
  for (let start = 0; start < n; start += blockRows) {
    projected.set(await run(session, vectors, dimension, start, Math.min(blockRows, n - start)), start * components);
  }
  await session.release();
  return projected;
}

/** X'X, `dimension x dimension`. */
async function secondMoments(vectors: Float32Array, dimension: number): Promise<Float64Array> {
  const session = await InferenceSession.create(
    new ModelBuilder()
      .input("x", "float32", ["count", dimension])
      .node("Transpose", ["x"], ["t"], { perm: [1, 0] })
      .node("MatMul", ["t", "x"], ["y"])
      .output("y", "float32", [dimension, dimension])
      .encode(),
  );
  const n = vectors.length / dimension;
  const moments = new Float64Array(dimension * dimension);
  for (let start = 0; start < n; start += blockRows) {
    const part = await run(session, vectors, dimension, start, Math.min(blockRows, n - start));
    for (let at = 0; at < moments.length; at++) moments[at] += part[at];
  }
  await session.release();
  return moments;
}

async function run(session: InferenceSession, vectors: Float32Array, dimension: number, start: number, count: number) {
  const block = vectors.slice(start * dimension, (start + count) * dimension);
  const { y } = await session.run({ x: new Tensor("float32", block, [count, dimension]) });
  if (!(y.data instanceof Float32Array)) throw new TypeError("The product gave no float32 values.");
  return y.data;
}

/** Directions, one after the other in `basis`, times the symmetric matrix. */
function product(matrix: Float64Array, basis: Float64Array, dimension: number, components: number): Float64Array {
  const result = new Float64Array(basis.length);
  for (let c = 0; c < components; c++) {
    for (let i = 0; i < dimension; i++) {
      let sum = 0;
      for (let j = 0; j < dimension; j++) sum += matrix[i * dimension + j] * basis[c * dimension + j];
      result[c * dimension + i] = sum;
    }
  }
  return result;
}

/** Gram-Schmidt, in place. */
function orthonormalize(basis: Float64Array, dimension: number, components: number): void {
  for (let c = 0; c < components; c++) {
    const own = basis.subarray(c * dimension, (c + 1) * dimension);
    for (let b = 0; b < c; b++) {
      const other = basis.subarray(b * dimension, (b + 1) * dimension);
      const overlap = own.reduce((sum, value, j) => sum + value * other[j], 0);
      for (let j = 0; j < dimension; j++) own[j] -= overlap * other[j];
    }
    const length = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0)) || 1;
    for (let j = 0; j < dimension; j++) own[j] /= length;
  }
}
