import { KernelError } from "../error.ts";
import { ModelBuilder } from "../onnx/model.ts";
import { float32Output, type InferenceSession, openSession, Tensor } from "../onnx/session.ts";
import { serveCalls } from "../pool.ts";
import type { ProbeCalls } from "./calls.ts";
import { minimize } from "./lbfgs.ts";
import { Objective, type TrainingBlock } from "./objective.ts";
import { toProbabilities } from "./probe.ts";
import { Standardizer } from "./standardizer.ts";

const blocks: TrainingBlock[] = [];
let standardizer: Standardizer | undefined;
let predicting: { dimension: number; classes: number; session: InferenceSession } | undefined;

async function predictionSession(dimension: number, classes: number, threads: number): Promise<InferenceSession> {
  if (predicting?.dimension !== dimension || predicting.classes !== classes) {
    await predicting?.session.release();
    const model = new ModelBuilder()
      .input("rows", "float32", ["count", dimension])
      .input("weights", "float32", [classes, dimension])
      .input("bias", "float32", [classes])
      .node("Gemm", ["rows", "weights", "bias"], ["scores"], { transB: 1 })
      .output("scores", "float32", ["count", classes]);
    predicting = { dimension, classes, session: await openSession(model.encode(), threads) };
  }
  return predicting.session;
}

serveCalls<ProbeCalls>({
  load({ rows, labels, dimension }) {
    const invalid = normalizeRows(rows, dimension);
    standardizer ??= new Standardizer(dimension);
    standardizer.add(rows);
    blocks.push({ count: labels.length, rows, labels: BigInt64Array.from(labels, BigInt) });
    return invalid;
  },
  async fit({ kind, classes, l2, iterations, threads, importance }, context) {
    if (!standardizer) throw new KernelError("empty_input", "There are no rows to fit a probe to.");
    standardizer.apply(blocks.map(({ rows }) => rows));
    const { dimension } = standardizer;
    const size = classes * dimension;
    const total = importance.reduce((sum, value) => sum + value, 0);
    let start = 0;
    const shares = blocks.map(({ count }) => importance.slice(start, (start += count)));
    const objective = await Objective.open(kind, classes, dimension, threads);
    try {
      const parameters = await minimize(
        async (point, gradient) => {
          const loss = await objective.evaluate(point, blocks, shares, gradient, context.check);
          let squares = 0;
          for (let i = 0; i < gradient.length; i++) {
            gradient[i] /= total;
            if (i >= size) continue;
            gradient[i] += l2 * point[i];
            squares += point[i] * point[i];
          }
          return loss / total + (l2 / 2) * squares;
        },
        new Float64Array(size + classes),
        { iterations, tolerance: 1e-6 },
      );
      return standardizer.unstandardized(kind, classes, parameters);
    } finally {
      await objective.close();
    }
  },
  async predict({ probes, choice, rows, threads }) {
    const { dimension, classes, kind } = probes[0];
    const invalid = normalizeRows(rows, dimension);
    const session = await predictionSession(dimension, classes, threads);
    const probabilities = new Float32Array(choice.length * classes).fill(Number.NaN);
    for (const [p, { weights, bias }] of probes.entries()) {
      const { scores } = await session.run({
        rows: new Tensor("float32", rows, [choice.length, dimension]),
        weights: new Tensor("float32", weights, [classes, dimension]),
        bias: new Tensor("float32", bias, [classes]),
      });
      const all = float32Output(scores);
      choice.forEach((chosen, r) => {
        if (chosen === p) probabilities.set(all.subarray(r * classes, (r + 1) * classes), r * classes);
      });
    }
    toProbabilities(kind, classes, probabilities);
    return { probabilities, invalid };
  },
});

/** Divides rows by their lengths, in place; zero rows stay. Gives the positions of rows that hold NaN or infinities. */
function normalizeRows(rows: Float32Array, dimension: number): number[] {
  const invalid: number[] = [];
  for (let start = 0; start < rows.length; start += dimension) {
    let squared = 0;
    for (let at = start; at < start + dimension; at++) squared += rows[at] * rows[at];
    if (!Number.isFinite(squared)) invalid.push(start / dimension);
    const factor = squared > 0 ? 1 / Math.sqrt(squared) : 0;
    for (let at = start; at < start + dimension; at++) rows[at] *= factor;
  }
  return invalid;
}
