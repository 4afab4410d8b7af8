import { ModelBuilder } from "../onnx/model.ts";
import { float32Output, type InferenceSession, openSession, Tensor } from "../onnx/session.ts";
import type { ProbeKind } from "./probe.ts";

/** A block of training rows in the runtime's own tensors. */
export interface TrainingBlock {
  readonly count: number;
  /** `count x dimension`. */
  readonly rows: Float32Array;
  /** Class of each row, 0 where it has none. */
  readonly labels: BigInt64Array;
}

/**
 * The weighted loss of a linear model over blocks of rows, and its gradient.
 * Parameters are `classes x dimension` weights followed by `classes` biases.
 * Logistic: cross-entropy of softmax(scores). Ridge: half the squared distance of the scores from the one-hot label.
 */
export class Objective {
  readonly #session: InferenceSession;
  readonly #classes: number;
  readonly #dimension: number;

  private constructor(session: InferenceSession, classes: number, dimension: number) {
    this.#session = session;
    this.#classes = classes;
    this.#dimension = dimension;
  }

  static async open(kind: ProbeKind, classes: number, dimension: number, threads: number): Promise<Objective> {
    const model = new ModelBuilder()
      .input("rows", "float32", ["count", dimension])
      .input("labels", "int64", ["count"])
      .input("importance", "float32", ["count", 1])
      .input("weights", "float32", [classes, dimension])
      .input("bias", "float32", [classes])
      .constant("classes", "int64", [1], BigInt64Array.of(BigInt(classes)))
      .constant("offon", "float32", [2], Float32Array.of(0, 1))
      .constant("first", "int64", [1], BigInt64Array.of(0n))
      .node("Gemm", ["rows", "weights", "bias"], ["scores"], { transB: 1 })
      .node("OneHot", ["labels", "classes", "offon"], ["truth"], { axis: 1 });
    if (kind === "logistic") {
      model
        .node("LogSoftmax", ["scores"], ["logarithms"], { axis: 1 })
        .node("Exp", ["logarithms"], ["fitted"])
        .node("Mul", ["logarithms", "truth"], ["hit"])
        .node("Neg", ["hit"], ["losses"]);
    } else {
      model
        .constant("half", "float32", [], Float32Array.of(0.5))
        .node("Identity", ["scores"], ["fitted"])
        .node("Sub", ["scores", "truth"], ["distance"])
        .node("Mul", ["distance", "distance"], ["squares"])
        .node("Mul", ["squares", "half"], ["losses"]);
    }
    model
      .node("Mul", ["losses", "importance"], ["counted"])
      .node("ReduceSum", ["counted"], ["loss"], { keepdims: 0 })
      .node("Sub", ["fitted", "truth"], ["difference"])
      .node("Mul", ["difference", "importance"], ["residual"])
      .node("Gemm", ["residual", "rows"], ["weightgradient"], { transA: 1 })
      .node("ReduceSum", ["residual", "first"], ["biasgradient"], { keepdims: 0 })
      .output("loss", "float32", [])
      .output("weightgradient", "float32", [classes, dimension])
      .output("biasgradient", "float32", [classes]);
    return new Objective(await openSession(model.encode(), threads), classes, dimension);
  }

  /** Adds the gradient to `gradient` and gives the loss, summed over the blocks in order. `importance[b]` weighs the rows of block b. */
  async evaluate(
    parameters: Float64Array,
    blocks: readonly TrainingBlock[],
    importance: readonly Float32Array[],
    gradient: Float64Array,
    check: () => void,
  ): Promise<number> {
    const classes = this.#classes;
    const dimension = this.#dimension;
    const size = classes * dimension;
    const weights = new Tensor("float32", Float32Array.from(parameters.subarray(0, size)), [classes, dimension]);
    const bias = new Tensor("float32", Float32Array.from(parameters.subarray(size)), [classes]);
    let total = 0;
    for (const [b, { count, rows, labels }] of blocks.entries()) {
      check();
      const { loss, weightgradient, biasgradient } = await this.#session.run({
        rows: new Tensor("float32", rows, [count, dimension]),
        labels: new Tensor("int64", labels, [count]),
        importance: new Tensor("float32", importance[b], [count, 1]),
        weights,
        bias,
      });
      total += float32Output(loss)[0];
      addTo(gradient, 0, float32Output(weightgradient));
      addTo(gradient, size, float32Output(biasgradient));
    }
    return total;
  }

  /** Frees the runtime's memory. */
  close(): Promise<void> {
    return this.#session.release();
  }
}

function addTo(sums: Float64Array, offset: number, values: Float32Array): void {
  for (let i = 0; i < values.length; i++) sums[offset + i] += values[i];
}
