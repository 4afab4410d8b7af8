import { integerProducts } from "./integer-products.ts";
import { float32Output, type InferenceSession, lowWords, openSession, Tensor } from "./session.ts";

/** The best columns of each query, `count x width`, in no order within a row unless it was asked for. */
export interface TopColumns {
  /** Columns a query: the smaller of the number asked for and the number of columns there are. */
  readonly width: number;
  readonly scores: Float32Array;
  /** Column c of query r stands at `2 * (r * width + c)`. */
  readonly columns: Int32Array;
}

/** What is added to the score of a column that must never be chosen: below every score that can occur. */
export const excludedScore = -3e38;
/** Scores below this belong to excluded columns. */
export const excludedBelow = -1e38;

/** The columns with the largest eight-bit inner products; see {@link integerProducts}. The columns are constants of the session. */
export class TopProducts {
  readonly #session: InferenceSession;
  readonly #dimension: number;
  readonly #columns: number;

  private constructor(session: InferenceSession, dimension: number, columns: number) {
    this.#session = session;
    this.#dimension = dimension;
    this.#columns = columns;
  }

  /** `rows` is `columns x dimension`. `sorted` puts the best columns first. */
  static async open(rows: Int8Array, dimension: number, sorted = false): Promise<TopProducts> {
    const columns = rows.length / dimension;
    const model = integerProducts(rows, dimension, columns)
      .input("width", "int64", [1])
      .node("TopK", ["products", "width"], ["scores", "found"], { axis: 1, sorted: sorted ? 1 : 0 })
      .output("scores", "float32", ["count", "wide"])
      .output("found", "int64", ["count", "wide"]);
    return new TopProducts(await openSession(model.encode()), dimension, columns);
  }

  /** `queries` is `count x dimension` of values plus 128; `factor` and `offset` have one value a column. */
  async run(
    queries: Uint8Array,
    count: number,
    factor: Float32Array,
    offset: Float32Array,
    wanted: number,
  ): Promise<TopColumns> {
    const width = Math.min(wanted, this.#columns);
    const { scores, found } = await this.#session.run({
      queries: new Tensor("uint8", queries, [count, this.#dimension]),
      factor: new Tensor("float32", factor, [this.#columns]),
      offset: new Tensor("float32", offset, [this.#columns]),
      width: new Tensor("int64", BigInt64Array.of(BigInt(width)), [1]),
    });
    return { width, scores: float32Output(scores), columns: lowWords(found) };
  }

  /** Frees the runtime's memory. */
  close(): Promise<void> {
    return this.#session.release();
  }
}
