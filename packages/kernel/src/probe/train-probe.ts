import { availableParallelism } from "node:os";
import { checkWhole } from "../arguments.ts";
import { KernelError } from "../error.ts";
import { createRandom, permutation } from "../random.ts";
import type { TaskOptions } from "../task.ts";
import type { VectorSource } from "../vectors.ts";
import type { Probe, ProbeKind } from "./probe.ts";
import { ProbeWorker } from "./probe-worker.ts";

export interface ProbeOptions extends TaskOptions {
  /** Default `logistic`. */
  kind?: ProbeKind;
  /**
   * Strength of the quadratic penalty: the objective is mean loss + l2 / 2 |weights|^2 on rows that are centred and have a mean squared
   * length of 1. Default 0.1 / rows for logistic, 1 / rows for ridge.
   */
  l2?: number;
  /** Steps of the optimiser at most. Default 200. */
  iterations?: number;
  /** Threads of the products. Default: as many as the machine runs at once. */
  threads?: number;
}

export interface CrossValidationOptions extends ProbeOptions {
  /** Default 5. */
  folds?: number;
  /** Decides which rows share a fold. Default 0. */
  seed?: number;
}

/** Probabilities from probes that have not seen the row. */
export interface CrossValidation {
  /** `n x classes`, row-major; NaN in rows without a label. */
  readonly probabilities: Float32Array;
  /** The fold of each row, -1 without a label. */
  readonly folds: Int8Array;
}

/** Times the number of rows; the best powers of ten for 100 to 10,000 rows of Fashion-MNIST. */
const defaultPenalty = { logistic: 0.1, ridge: 1 } as const;

/**
 * Fits a linear classifier to the labelled rows: multinomial logistic regression or ridge regression on one-hot labels, full batch, by
 * L-BFGS. Rows are L2-normalised. Memory: labelled rows x dimension x 4 bytes.
 *
 * @param labels Class of each row in 0..classes - 1; -1 for rows without a label, which are not used.
 * @throws KernelError `invalid_argument`, `empty_input` without labelled rows, `non_finite_vector` (`details.rows`), `cancelled`.
 */
export async function trainProbe(
  source: VectorSource,
  labels: Int32Array,
  classes: number,
  options: ProbeOptions = {},
): Promise<Probe> {
  checkLabels(source, labels, classes);
  return ProbeWorker.use(source, options, async (worker) => {
    const rows = await worker.load(labels, { from: 0, to: 0.2 });
    const probe = await worker.fit(fitOptions(classes, options, new Float32Array(rows).fill(1)));
    options.onProgress?.(1, "done");
    return probe;
  });
}

/**
 * Class probabilities of every row, `n x classes`, row-major. Rows are L2-normalised.
 * @throws KernelError `wrong_dimension`, `non_finite_vector` (`details.rows`), `cancelled`.
 */
export async function predictProbe(
  probe: Probe,
  source: VectorSource,
  options: TaskOptions & { threads?: number } = {},
): Promise<Float32Array> {
  return ProbeWorker.use(source, options, async (worker) => {
    const probabilities = await worker.predict([probe], new Int8Array(source.n), { from: 0, to: 1 });
    options.onProgress?.(1, "done");
    return probabilities;
  });
}

/**
 * Out-of-sample probabilities of the labelled rows: they are dealt into folds, class by class, and each fold is predicted by a probe fitted
 * to the others. A class with one row is predicted by probes that do not know it.
 * @throws KernelError as {@link trainProbe}.
 */
export async function crossValidateProbe(
  source: VectorSource,
  labels: Int32Array,
  classes: number,
  options: CrossValidationOptions = {},
): Promise<CrossValidation> {
  const { folds: count = 5, seed = 0 } = options;
  checkLabels(source, labels, classes);
  checkWhole("folds", count, 2, 100);
  const folds = dealFolds(labels, classes, count, seed);
  const loaded = folds.filter((fold) => fold >= 0);
  return ProbeWorker.use(source, options, async (worker) => {
    await worker.load(labels, { from: 0, to: 0.1 });
    const probes: Probe[] = [];
    for (let fold = 0; fold < count; fold++) {
      const importance = Float32Array.from(loaded, (other) => (other === fold ? 0 : 1));
      if (importance.every((value) => value === 0)) importance.fill(1);
      probes.push(await worker.fit(fitOptions(classes, options, importance)));
      options.onProgress?.(0.1 + (0.8 * (fold + 1)) / count, "fit");
    }
    const probabilities = await worker.predict(probes, folds, { from: 0.9, to: 1 });
    options.onProgress?.(1, "done");
    return { probabilities, folds };
  });
}

const fitOptions = (classes: number, options: ProbeOptions, importance: Float32Array) => {
  const { kind = "logistic", iterations = 200, threads = availableParallelism() } = options;
  const l2 = options.l2 ?? defaultPenalty[kind] / importance.length;
  return { kind, classes, l2, iterations, threads, importance };
};

function checkLabels(source: VectorSource, labels: Int32Array, classes: number): void {
  checkWhole("classes", classes, 1, 100_000);
  if (labels.length !== source.n) {
    throw new KernelError("invalid_argument", `There are ${labels.length} labels for ${source.n} rows.`);
  }
  const row = labels.findIndex((label) => label < -1 || label >= classes);
  if (row >= 0) throw new KernelError("invalid_argument", `Row ${row} has the label ${labels[row]}.`, { row });
  if (!labels.some((label) => label >= 0)) throw new KernelError("empty_input", "No row has a label.");
}

/** The fold of each labelled row: the rows of each class in random order, dealt in turn. */
function dealFolds(labels: Int32Array, classes: number, count: number, seed: number): Int8Array {
  const random = createRandom(seed);
  const folds = new Int8Array(labels.length).fill(-1);
  const members: number[][] = Array.from({ length: classes }, () => []);
  labels.forEach((label, row) => {
    if (label >= 0) members[label].push(row);
  });
  let next = 0;
  for (const rows of members) for (const at of permutation(rows.length, random)) folds[rows[at]] = next++ % count;
  return folds;
}
