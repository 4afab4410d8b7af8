import { ModelBuilder } from "../onnx/model.ts";
import { float32Output, openSession, Tensor } from "../onnx/session.ts";
import { serveCalls } from "../pool.ts";
import { sharedFloat32 } from "../shared-memory.ts";
import type { FarthestCalls, VectorRows } from "./farthest-calls.ts";

/** Rows of one product: 8 MB of vectors. */
const blockBytes = 8 << 20;
/** Picks of one product. */
const blockPicks = 512;

interface State {
  vectors: VectorRows;
  best: Float32Array;
  nearest: Awaited<ReturnType<typeof openSession>>;
  products: Awaited<ReturnType<typeof openSession>>;
}

let state: State | undefined;

function attached(): State {
  if (!state) throw new Error("Nothing is attached.");
  return state;
}

/** `left` is `m x dimension`, `right` is `n x dimension`: the products, or for each left row the largest of its products. */
function productModel(dimension: number, largestOnly: boolean): Uint8Array {
  const model = new ModelBuilder()
    .input("left", "float32", ["m", dimension])
    .input("right", "float32", ["n", dimension])
    .node("Gemm", ["left", "right"], [largestOnly ? "products" : "result"], { transB: 1 });
  if (largestOnly) model.node("ReduceMax", ["products"], ["result"], { axes: [1], keepdims: 0 });
  return model.output("result", "float32", largestOnly ? ["m"] : ["m", "n"]).encode();
}

function gather({ rows, dimension }: VectorRows, picked: Int32Array): Float32Array {
  const copy = new Float32Array(picked.length * dimension);
  picked.forEach((row, at) => {
    copy.set(rows.subarray(row * dimension, (row + 1) * dimension), at * dimension);
  });
  return copy;
}

serveCalls<FarthestCalls>({
  async attach({ vectors, best }) {
    const { dimension } = vectors;
    const known = state?.vectors.dimension === dimension ? state : undefined;
    const nearest = known?.nearest ?? (await openSession(productModel(dimension, true)));
    const products = known?.products ?? (await openSession(productModel(dimension, false)));
    state = { vectors, best, nearest, products };
    return undefined;
  },

  async update({ picked, from, to }, context) {
    const { vectors, best, nearest } = attached();
    const { rows, dimension } = vectors;
    const blockRows = Math.max(1, Math.floor(blockBytes / (4 * dimension)));
    // The runtime refuses tensors over shared memory.
    const left = new Float32Array(Math.min(blockRows, to - from) * dimension);
    for (let first = 0; first < picked.length; first += blockPicks) {
      const part = picked.subarray(first, first + blockPicks);
      const right = new Tensor("float32", gather(vectors, part), [part.length, dimension]);
      for (let start = from; start < to; start += blockRows) {
        context.check();
        const end = Math.min(to, start + blockRows);
        left.set(rows.subarray(start * dimension, end * dimension));
        const values = left.subarray(0, (end - start) * dimension);
        const output = await nearest.run({ left: new Tensor("float32", values, [end - start, dimension]), right });
        const similarity = float32Output(output.result);
        for (let row = start; row < end; row++) best[row] = Math.max(best[row], similarity[row - start]);
      }
    }
    return undefined;
  },

  async pairs({ rows }) {
    const { vectors, products } = attached();
    const side = new Tensor("float32", gather(vectors, rows), [rows.length, vectors.dimension]);
    const output = await products.run({ left: side, right: side });
    const pairs = sharedFloat32(rows.length * rows.length);
    pairs.set(float32Output(output.result));
    return pairs;
  },
});
