import { createQuantizer, enterRow } from "../neighbors/quantize.ts";
import { type IntegerRange, measureIntegerRange } from "../onnx/integer-range.ts";
import { ModelBuilder } from "../onnx/model.ts";
import { float32Output, openSession, Tensor } from "../onnx/session.ts";
import { serveCalls } from "../pool.ts";
import { sharedFloat32 } from "../shared-memory.ts";
import { createDot } from "../simd/dot.ts";
import { createSharedMemory } from "../simd/web-assembly.ts";
import type { FarthestCalls, VectorRows } from "./farthest-calls.ts";
import { NearestPick } from "./nearest-pick.ts";

/** Rows of one product: 8 MB of vectors. */
const blockBytes = 8 << 20;
/** Picks of one product. */
const blockPicks = 512;

interface State {
  vectors: VectorRows;
  best: Float32Array;
  from: number;
  to: number;
  /** Null where all products are computed in float32. */
  nearestPick: NearestPick | null;
  nearest: Awaited<ReturnType<typeof openSession>>;
  products: Awaited<ReturnType<typeof openSession>>;
}

let state: State | undefined;
let range: Promise<IntegerRange> | undefined;

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
  integerRange() {
    range ??= measureIntegerRange();
    return range;
  },

  quantize({ vectors: { rows, dimension }, table, from, to }, context) {
    const memory = createSharedMemory(4 * dimension);
    const values = new Float32Array(memory.buffer, 0, dimension);
    const dot = createDot(memory);
    const quantize = createQuantizer(dimension, table.range);
    for (let number = from; number < to; number++) {
      if (number % 1024 === 0) context.check();
      values.set(rows.subarray(number * dimension, (number + 1) * dimension));
      enterRow(table, dot, quantize, { number, values, address: 0 }, table.values, number * dimension);
    }
    return undefined;
  },

  async attach({ vectors, table, best, from, to }) {
    const { dimension } = vectors;
    await state?.nearestPick?.close();
    const known = state?.vectors.dimension === dimension ? state : undefined;
    const nearest = known?.nearest ?? (await openSession(productModel(dimension, true)));
    const products = known?.products ?? (await openSession(productModel(dimension, false)));
    const nearestPick = await NearestPick.open(vectors, table, best, from, to);
    state = { vectors, best, from, to, nearestPick, nearest, products };
    return undefined;
  },

  async update({ picked }, context) {
    const { vectors, best, from, to, nearestPick, nearest } = attached();
    if (nearestPick) {
      await nearestPick.update(picked, context.check);
      return undefined;
    }
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
