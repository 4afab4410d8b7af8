import { ModelBuilder } from "./model.ts";
import { float32Output, type InferenceSession, lowWords, openSession, Tensor } from "./session.ts";
import type { TopColumns } from "./top-products.ts";

/** The float32 counterpart of `TopProducts`, with columns that change from run to run: score = query . row + offset[row]. */
export class TopFloatProducts {
  readonly #session: InferenceSession;
  readonly #dimension: number;

  private constructor(session: InferenceSession, dimension: number) {
    this.#session = session;
    this.#dimension = dimension;
  }

  static async open(dimension: number): Promise<TopFloatProducts> {
    const model = new ModelBuilder()
      .input("queries", "float32", ["count", dimension])
      .input("base", "float32", ["columns", dimension])
      .input("offset", "float32", ["columns"])
      .input("width", "int64", [1])
      .node("Gemm", ["queries", "base", "offset"], ["products"], { transB: 1 })
      .node("TopK", ["products", "width"], ["scores", "columns"], { axis: 1, sorted: 0 })
      .output("scores", "float32", ["count", "wide"])
      .output("columns", "int64", ["count", "wide"]);
    return new TopFloatProducts(await openSession(model.encode()), dimension);
  }

  /** `queries` is `count x dimension`, `base` is `rows x dimension`, `offset` has one value a row of `base`. */
  async run(
    queries: Float32Array,
    count: number,
    base: Float32Array,
    offset: Float32Array,
    wanted: number,
  ): Promise<TopColumns> {
    const width = Math.min(wanted, offset.length);
    const { scores, columns } = await this.#session.run({
      queries: new Tensor("float32", queries, [count, this.#dimension]),
      base: new Tensor("float32", base, [offset.length, this.#dimension]),
      offset: new Tensor("float32", offset, [offset.length]),
      width: new Tensor("int64", BigInt64Array.of(BigInt(width)), [1]),
    });
    return { width, scores: float32Output(scores), columns: lowWords(columns) };
  }

  /** Frees the runtime's memory. */
  close(): Promise<void> {
    return this.#session.release();
  }
}
