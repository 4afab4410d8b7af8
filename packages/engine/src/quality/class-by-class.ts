import { crossValidateProbe, type VectorSource } from "@gleaner/kernel";
import type { Workspace } from "@gleaner/store";
import { artifactKey } from "../indexes/index-artifacts.ts";
import { kernelTask, throughKernel } from "../kernel-errors.ts";
import type { Work } from "../work.ts";
import { areFew, changesBetween, stampOf } from "./few-changes.ts";

const version = 1;
const kind = "class-by-class";
/** Steps of the optimiser, as for samples with one label. */
const iterations = 40;
/** Rows x dimension x classes up to which one probe a class is fitted: about two minutes of a processor. */
const mostWork = 3e9;

/** Samples with several labels, and what is needed to learn from them. */
export interface ClassProblem {
  vectors: VectorSource;
  /** Codes of the labels of each row of `vectors`. */
  labels: readonly (readonly number[])[];
  classes: number;
  seed: number;
  threads: number;
}

/** Whether one probe a class is cheap enough. */
export const isAffordable = (rows: number, dimension: number, classes: number): boolean =>
  rows * dimension * classes <= mostWork;

/**
 * How likely each sample has each class: logistic regression of every class against the rest, out of sample in five folds. `rows x classes`,
 * row-major. One cross-validation a class.
 */
export async function classByClass(
  { vectors, labels, classes, seed, threads }: ClassProblem,
  work: Work,
): Promise<Float32Array> {
  const likely = new Float32Array(labels.length * classes);
  for (let code = 0; code < classes; code++) {
    work.check();
    const has = Int32Array.from(labels, (own) => Number(own.includes(code)));
    if (!has.includes(1)) continue;
    const options = { ...kernelTask(work, "fit", labels.length), seed, threads, iterations };
    const { probabilities } = await throughKernel(() => crossValidateProbe(vectors, has, 2, options));
    for (let row = 0; row < labels.length; row++) likely[row * classes + code] = probabilities[2 * row + 1];
  }
  return likely;
}

/** What makes class-by-class probabilities comparable with earlier ones. */
export interface KeptClasses {
  scope: readonly unknown[];
  /** The numbers of the samples, one a row. */
  numbers: Int32Array;
  labels: readonly (readonly number[])[];
  classes: readonly string[];
}

/** The probabilities that were kept, while samples and classes are the same and few labels have changed; else those of `fit`, which are kept. */
export async function keptClassByClass(
  { artifacts }: Workspace,
  { scope, numbers, labels, classes }: KeptClasses,
  fit: () => Promise<Float32Array>,
): Promise<Float32Array> {
  const key = artifactKey({ version, scope, classes });
  const stamps = numbers.map((_, row) => stampOf(labels[row].join(" ")));
  const before = (await artifacts.get(kind, key))?.arrays;
  if (
    before?.numbers instanceof Int32Array &&
    before.stamps instanceof Int32Array &&
    before.likely instanceof Float32Array &&
    before.numbers.length === numbers.length &&
    before.numbers.every((number, row) => number === numbers[row]) &&
    areFew(changesBetween({ numbers: before.numbers, stamps: before.stamps }, { numbers, stamps }), numbers.length)
  ) {
    return before.likely;
  }
  const likely = await fit();
  await artifacts.put(kind, key, { arrays: { numbers, stamps, likely }, json: {} });
  return likely;
}
