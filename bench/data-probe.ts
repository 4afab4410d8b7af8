import { minimize } from "../packages/kernel/src/probe/lbfgs.ts";
import { Objective } from "../packages/kernel/src/probe/objective.ts";
import { type Probe, toProbabilities } from "../packages/kernel/src/probe/probe.ts";
import { Standardizer } from "../packages/kernel/src/probe/standardizer.ts";

/** The penalty of `trainProbe`, times the number of rows. */
const penalty = 0.1;

/** The probe of the kernel (`trainProbe` with its defaults) without a worker thread for each fit: a benchmark fits thousands. */
export async function fitProbe(rows: Float32Array, labels: Int32Array, classes: number): Promise<Probe> {
  const count = labels.length;
  const dimension = rows.length / count;
  const own = rows.slice();
  normalize(own, dimension);
  const standardizer = new Standardizer(dimension);
  standardizer.add(own);
  standardizer.apply([own]);
  const objective = await Objective.open("logistic", classes, dimension, 1);
  const blocks = [{ count, rows: own, labels: BigInt64Array.from(labels, BigInt) }];
  const importance = [new Float32Array(count).fill(1)];
  const size = classes * dimension;
  const l2 = penalty / count;
  const parameters = await minimize(
    async (point, gradient) => {
      const loss = await objective.evaluate(point, blocks, importance, gradient, () => {});
      let squares = 0;
      for (let i = 0; i < gradient.length; i++) {
        gradient[i] /= count;
        if (i >= size) continue;
        gradient[i] += l2 * point[i];
        squares += point[i] * point[i];
      }
      return loss / count + (l2 / 2) * squares;
    },
    new Float64Array(size + classes),
    { iterations: 200, tolerance: 1e-6 },
  );
  await objective.close();
  return standardizer.unstandardized("logistic", classes, parameters);
}

/** Class probabilities of rows, `count x classes`. */
export function probabilitiesOf({ weights, bias, classes, dimension }: Probe, rows: Float32Array): Float32Array {
  const own = rows.slice();
  normalize(own, dimension);
  const count = rows.length / dimension;
  const scores = new Float32Array(count * classes);
  for (let row = 0; row < count; row++) {
    for (let c = 0; c < classes; c++) {
      let sum = bias[c];
      for (let j = 0; j < dimension; j++) sum += weights[c * dimension + j] * own[row * dimension + j];
      scores[row * classes + c] = sum;
    }
  }
  toProbabilities("logistic", classes, scores);
  return scores;
}

/** Mean over the classes of the share of their rows that are predicted right. */
export function balancedAccuracy(probabilities: Float32Array, truth: Int32Array, classes: number): number {
  const right = new Float64Array(classes);
  const all = new Float64Array(classes);
  truth.forEach((label, row) => {
    const scores = probabilities.subarray(row * classes, (row + 1) * classes);
    all[label]++;
    if (scores.indexOf(scores.reduce((a, b) => Math.max(a, b))) === label) right[label]++;
  });
  return right.reduce((sum, count, label) => sum + count / all[label], 0) / classes;
}

function normalize(rows: Float32Array, dimension: number): void {
  for (let start = 0; start < rows.length; start += dimension) {
    let squared = 0;
    for (let at = start; at < start + dimension; at++) squared += rows[at] * rows[at];
    const factor = squared > 0 ? 1 / Math.sqrt(squared) : 0;
    for (let at = start; at < start + dimension; at++) rows[at] *= factor;
  }
}
