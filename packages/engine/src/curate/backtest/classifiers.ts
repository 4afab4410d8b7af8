import { predictProbe, trainProbe, vectorsInMemory } from "@gleaner/kernel";
import type { EngineContext } from "../../context.ts";
import type { LoadedIndex } from "../../index-cache.ts";
import { throughKernel } from "../../kernel-errors.ts";
import type { Work } from "../../work.ts";
import { prepareNearest } from "../nearest-picks.ts";

/** A way to judge a selection: learns from the labels of its picks and predicts the test rows. */
export interface Classifier {
  name: string;
  label: string;
  /** The predicted class of each test row. */
  predict(picks: Int32Array): Promise<Int32Array>;
}

/** What classifiers learn and predict. Rows are the index's. */
export interface ClassifiedRows {
  loaded: LoadedIndex;
  test: Int32Array;
  /** Class of each row of the index, -1 for none. */
  classOf: Int32Array;
  classes: number;
}

/** Multinomial logistic regression on the embeddings of the picks. */
export async function probeClassifier(
  { workspace, threads }: EngineContext,
  { loaded, test, classOf, classes }: ClassifiedRows,
  work: Work,
): Promise<Classifier> {
  const { index, numbers } = loaded;
  const { dimension } = await workspace.spaces.get(index.space);
  const numbersOf = (rows: Int32Array) => rows.map((row) => numbers[row]);
  const tested = vectorsInMemory(await workspace.vectors.read(index.space, numbersOf(test)), dimension);
  return {
    name: "probe",
    label: "logistic regression on embeddings",
    async predict(picks) {
      const labels = picks.map((row) => classOf[row]);
      const source = vectorsInMemory(await workspace.vectors.read(index.space, numbersOf(picks)), dimension);
      const options = { threads, signal: work.signal };
      const probe = await throughKernel(() => trainProbe(source, labels, classes, options));
      const probabilities = await throughKernel(() => predictProbe(probe, tested, options));
      return test.map((_, at) => largest(probabilities.subarray(at * classes, (at + 1) * classes)));
    },
  };
}

/** The label of the nearest pick. */
export async function nearestClassifier(
  context: EngineContext,
  { loaded, test, classOf }: ClassifiedRows,
  largestBudget: number,
): Promise<Classifier> {
  const find = await prepareNearest(context, loaded, test, largestBudget);
  return {
    name: "nearest",
    label: "label of the nearest pick",
    async predict(picks) {
      const { rows } = await find(picks);
      return rows.map((row) => (row < 0 ? -1 : classOf[row]));
    },
  };
}

function largest(values: Float32Array): number {
  let best = 0;
  for (let c = 1; c < values.length; c++) if (values[c] > values[best]) best = c;
  return best;
}
