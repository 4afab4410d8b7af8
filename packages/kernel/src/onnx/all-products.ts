import { ModelBuilder } from "./model.ts";
import { type InferenceSession, openSession, Tensor } from "./session.ts";

/**
 * Eight-bit inner products of queries and columns, all of them: score = (query . column) * factor[column] + offset[column].
 * The columns are constants of the session, so that the runtime packs them once for the machine's widest integer instructions
 * (`MatMulIntegerToFloat` with u8 x s8 is the fast combination; queries carry the zero point 128).
 */
export class AllProducts {
  readonly #session: InferenceSession;
  readonly #dimension: number;
  readonly #factor: Tensor;
  readonly #offset: Tensor;

  private constructor(session: InferenceSession, dimension: number, factor: Tensor, offset: Tensor) {
    this.#session = session;
    this.#dimension = dimension;
    this.#factor = factor;
    this.#offset = offset;
  }

  /** `base` is `dimension x columns`, row-major; it is copied; keep it under 64 MB. */
  static async open(
    base: Int8Array,
    dimension: number,
    factor: Float32Array,
    offset: Float32Array,
  ): Promise<AllProducts> {
    const columns = factor.length;
    const model = new ModelBuilder()
      .input("queries", "uint8", ["count", dimension])
      .input("factor", "float32", [columns])
      .input("offset", "float32", [columns])
      .constant("base", "int8", [dimension, columns], base)
      .constant("one", "float32", [], Float32Array.of(1))
      .constant("zero", "uint8", [], Uint8Array.of(128))
      .node(
        "MatMulIntegerToFloat",
        ["queries", "base", "one", "factor", "zero", "", "offset"],
        ["products"],
        {},
        "com.microsoft",
      )
      .output("products", "float32", ["count", columns]);
    return new AllProducts(
      await openSession(model.encode()),
      dimension,
      new Tensor("float32", factor, [columns]),
      new Tensor("float32", offset, [columns]),
    );
  }

  /** `queries` is `count x dimension` of values plus 128; the scores are written to `products`, `count x columns`. */
  async run(queries: Uint8Array, products: Float32Array): Promise<void> {
    const count = queries.length / this.#dimension;
    await this.#session.run(
      {
        queries: new Tensor("uint8", queries, [count, this.#dimension]),
        factor: this.#factor,
        offset: this.#offset,
      },
      { products: new Tensor("float32", products, [count, products.length / count]) },
    );
  }

  /** Frees the runtime's memory. */
  close(): Promise<void> {
    return this.#session.release();
  }
}
