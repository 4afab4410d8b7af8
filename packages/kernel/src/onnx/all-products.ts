import { integerProducts } from "./integer-products.ts";
import { type InferenceSession, openSession, Tensor } from "./session.ts";

/** Rows that queries are multiplied with. */
export interface ProductColumns {
  /** `columns x dimension`; null where they are constants of the session. */
  readonly rows: Int8Array | null;
  /** One value a column. */
  readonly factor: Float32Array;
  readonly offset: Float32Array;
}

/** Eight-bit inner products of queries and columns, all of them; see {@link integerProducts}. */
export class AllProducts {
  readonly #session: InferenceSession;
  readonly #dimension: number;

  private constructor(session: InferenceSession, dimension: number) {
    this.#session = session;
    this.#dimension = dimension;
  }

  /**
   * `rows` (`columns x dimension`) are packed once: for columns that many queries are multiplied with. Null takes columns with each run:
   * saves the millisecond in which a session opens where columns change often.
   */
  static async open(rows: Int8Array | null, dimension: number): Promise<AllProducts> {
    const columns = rows === null ? "columns" : rows.length / dimension;
    const model = integerProducts(rows, dimension, columns).output("products", "float32", ["count", columns]);
    return new AllProducts(await openSession(model.encode()), dimension);
  }

  /** `queries` is `count x dimension` of values plus 128; the scores are written to `products`, `count x columns`. */
  async run(queries: Uint8Array, { rows, factor, offset }: ProductColumns, products: Float32Array): Promise<void> {
    const count = queries.length / this.#dimension;
    const columns = factor.length;
    await this.#session.run(
      {
        queries: new Tensor("uint8", queries, [count, this.#dimension]),
        factor: new Tensor("float32", factor, [columns]),
        offset: new Tensor("float32", offset, [columns]),
        ...(rows === null ? {} : { rows: new Tensor("int8", rows, [columns, this.#dimension]) }),
      },
      { products: new Tensor("float32", products, [count, columns]) },
    );
  }

  /** Frees the runtime's memory. */
  close(): Promise<void> {
    return this.#session.release();
  }
}
