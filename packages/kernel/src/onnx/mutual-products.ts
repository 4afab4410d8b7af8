import { ModelBuilder } from "./model.ts";
import { float32Output, type InferenceSession, lowWords, openSession, Tensor } from "./session.ts";
import type { TopColumns } from "./top-products.ts";

/** What a group of queries and the columns are to each other. */
export interface MutualTop {
  /** The best queries of each column. */
  readonly best: TopColumns;
  /** Pairs above the query's threshold: pair h is query `hits[2 h]` and column `hits[2 (hitCount + h)]`. */
  readonly hits: Int32Array;
  readonly hitCount: number;
}

/**
 * Eight-bit inner products seen from both sides: estimate = (query . column) * factor[column] * step[query].
 * For each column the queries with the highest estimates; for each query the columns whose estimate is above its threshold.
 */
export class MutualProducts {
  readonly #session: InferenceSession;
  readonly #dimension: number;

  private constructor(session: InferenceSession, dimension: number) {
    this.#session = session;
    this.#dimension = dimension;
  }

  /** `base` is `dimension x columns`, row-major; it is copied; keep it under 64 MB. */
  static async open(base: Int8Array, dimension: number, factor: Float32Array): Promise<MutualProducts> {
    const columns = factor.length;
    const model = new ModelBuilder()
      .input("queries", "uint8", ["count", dimension])
      .input("step", "float32", ["count", 1])
      .input("threshold", "float32", ["count", 1])
      .input("width", "int64", [1])
      .constant("base", "int8", [dimension, columns], base)
      .constant("factor", "float32", [columns], factor)
      .constant("one", "float32", [], Float32Array.of(1))
      .constant("zero", "uint8", [], Uint8Array.of(128))
      .node("MatMulIntegerToFloat", ["queries", "base", "one", "factor", "zero"], ["products"], {}, "com.microsoft")
      .node("Mul", ["products", "step"], ["estimates"])
      .node("Greater", ["estimates", "threshold"], ["above"])
      .node("NonZero", ["above"], ["hits"])
      .node("Transpose", ["estimates"], ["bycolumn"], { perm: [1, 0] })
      .node("TopK", ["bycolumn", "width"], ["scores", "rows"], { axis: 1, sorted: 0 })
      .output("hits", "int64", [2, "found"])
      .output("scores", "float32", [columns, "wide"])
      .output("rows", "int64", [columns, "wide"]);
    return new MutualProducts(await openSession(model.encode()), dimension);
  }

  /** `queries` is `count x dimension` of values plus 128; `step` and `threshold` have one value a query. */
  async run(queries: Uint8Array, step: Float32Array, threshold: Float32Array, wanted: number): Promise<MutualTop> {
    const count = step.length;
    const width = Math.min(wanted, count);
    const { hits, scores, rows } = await this.#session.run({
      queries: new Tensor("uint8", queries, [count, this.#dimension]),
      step: new Tensor("float32", step, [count, 1]),
      threshold: new Tensor("float32", threshold, [count, 1]),
      width: new Tensor("int64", BigInt64Array.of(BigInt(width)), [1]),
    });
    return {
      best: { width, scores: float32Output(scores), columns: lowWords(rows) },
      hits: lowWords(hits),
      hitCount: hits.dims[1],
    };
  }

  /** Frees the runtime's memory. */
  close(): Promise<void> {
    return this.#session.release();
  }
}
