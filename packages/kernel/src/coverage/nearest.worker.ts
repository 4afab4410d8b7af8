import { ModelBuilder } from "../onnx/model.ts";
import { float32Output, type InferenceSession, openSession, Tensor } from "../onnx/session.ts";
import { serveCalls } from "../pool.ts";
import type { NearestBests, NearestCalls, SetBlock } from "./nearest-calls.ts";

interface State {
  session: InferenceSession;
  queries: Tensor;
  dimension: number;
  from: number;
  /** Queries of all workers. */
  all: number;
  excluded: Int32Array;
  bests: NearestBests;
}

let state: State | undefined;

/** Products of rows with queries, `rows x queries`. */
function productModel(dimension: number): Uint8Array {
  return new ModelBuilder()
    .input("rows", "float32", ["n", dimension])
    .input("queries", "float32", ["m", dimension])
    .node("Gemm", ["rows", "queries"], ["similarities"], { transB: 1 })
    .output("similarities", "float32", ["n", "m"])
    .encode();
}

/** Raises the bests of the queries `from ..` by the similarities of a block, `count x queries`. */
function raise({ from, all, excluded, bests }: State, similarities: Float32Array, queries: number, block: SetBlock) {
  const { position, similarity } = bests;
  for (let row = 0; row < block.count; row++) {
    const at = block.first + row;
    for (let entry = block.start[row]; entry < block.start[row + 1]; entry++) {
      const target = block.sets[entry] * all + from;
      for (let query = 0; query < queries; query++) {
        const value = similarities[row * queries + query];
        if (value > similarity[target + query] && excluded[from + query] !== at) {
          similarity[target + query] = value;
          position[target + query] = at;
        }
      }
    }
  }
}

serveCalls<NearestCalls>({
  async attach({ queries, dimension, from, to, excluded, bests }) {
    // The runtime refuses tensors over shared memory.
    const own = queries.slice(from * dimension, to * dimension);
    state = {
      session: await openSession(productModel(dimension)),
      queries: new Tensor("float32", own, [to - from, dimension]),
      dimension,
      from,
      all: excluded.length,
      excluded,
      bests,
    };
    return undefined;
  },

  async compare(block, context) {
    if (!state) throw new Error("Nothing is attached.");
    context.check();
    const { session, queries, dimension } = state;
    const [own] = queries.dims;
    if (own === 0) return undefined;
    const rows = block.vectors.slice(0, block.count * dimension);
    const output = await session.run({ rows: new Tensor("float32", rows, [block.count, dimension]), queries });
    raise(state, float32Output(output.similarities), own, block);
    return undefined;
  },
});
