import { InferenceSession, Tensor } from "onnxruntime-node";
import { createRandom, permutation } from "../packages/kernel/src/index.ts";
import { ModelBuilder } from "../packages/kernel/src/onnx/model.ts";
import type { BenchmarkData } from "./projection.ts";

const k = 15;
const rowsAtOnce = 50;

/**
 * Trustworthiness of layouts as sklearn defines it (Venna & Kaski 2001), 15 neighbours, cosine distance in the space, as the mean over
 * `sampled` rows whose neighbours are sought among all: 1 - 2 / (n k (2n - 3k - 1)) sum of (rank - k) over map neighbours of rank > k.
 */
export async function trustworthiness(
  { n, dimension, vectors }: BenchmarkData,
  layouts: readonly Float32Array[],
  sampled = 1000,
): Promise<number[]> {
  const rows = permutation(n, createRandom(1)).subarray(0, sampled);
  const session = await InferenceSession.create(
    new ModelBuilder()
      .input("rows", "float32", ["m", dimension])
      .input("all", "float32", ["n", dimension])
      .node("Gemm", ["rows", "all"], ["products"], { transB: 1 })
      .output("products", "float32", ["m", "n"])
      .encode(),
  );
  const all = new Tensor("float32", vectors, [n, dimension]);
  const penalty = layouts.map(() => 0);
  for (let start = 0; start < sampled; start += rowsAtOnce) {
    const block = rows.subarray(start, start + rowsAtOnce);
    const queries = new Float32Array(block.length * dimension);
    block.forEach((row, at) => {
      queries.set(vectors.subarray(row * dimension, (row + 1) * dimension), at * dimension);
    });
    const { products } = await session.run({ rows: new Tensor("float32", queries, [block.length, dimension]), all });
    if (!(products.data instanceof Float32Array)) throw new TypeError("The products are not float32.");
    for (const [at, row] of block.entries()) {
      const similarity = products.data.subarray(at * n, (at + 1) * n);
      layouts.forEach((layout, which) => {
        for (const other of mapNeighbors(layout, row)) {
          let rank = 1;
          for (let i = 0; i < n; i++) if (i !== row && similarity[i] > similarity[other]) rank++;
          penalty[which] += Math.max(0, rank - k);
        }
      });
    }
  }
  await session.release();
  return penalty.map((sum) => 1 - (2 * sum) / (sampled * k * (2 * n - 3 * k - 1)));
}

/** The k nearest points of a layout. */
function mapNeighbors(layout: Float32Array, row: number): number[] {
  const nearest: number[] = [];
  const distances: number[] = [];
  for (let i = 0; i < layout.length / 2; i++) {
    if (i === row) continue;
    const distance = (layout[2 * i] - layout[2 * row]) ** 2 + (layout[2 * i + 1] - layout[2 * row + 1]) ** 2;
    if (nearest.length === k && distance >= distances[k - 1]) continue;
    let at = Math.min(nearest.length, k - 1);
    for (; at > 0 && distances[at - 1] > distance; at--) {
      nearest[at] = nearest[at - 1];
      distances[at] = distances[at - 1];
    }
    nearest[at] = i;
    distances[at] = distance;
  }
  return nearest;
}
