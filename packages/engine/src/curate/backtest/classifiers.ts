import { predictProbe, trainProbe, vectorsInMemory } from "@gleaner/kernel";
import type { EngineContext } from "../../context.ts";
import { throughKernel } from "../../kernel-errors.ts";
import type { Work } from "../../work.ts";
import type { OpenIndex } from "../open-index.ts";

/** A way to judge selections: learns from the labels of the picks of each and predicts the test rows. */
export interface Classifier {
  name: string;
  label: string;
  /** The predicted class of each test row, for each selection. */
  predict(selections: readonly Int32Array[], work: Work): Promise<Int32Array[]>;
}

/** What classifiers learn and predict. Rows are the index's. */
export interface ClassifiedRows {
  opened: OpenIndex;
  test: Int32Array;
  /** Class of each row of the index, -1 for none. */
  classOf: Int32Array;
  classes: number;
}

/** Multinomial logistic regression on the embeddings of the picks. */
export async function probeClassifier(
  { workspace, threads }: EngineContext,
  { opened, test, classOf, classes }: ClassifiedRows,
): Promise<Classifier> {
  const { index, numbers } = opened.loaded;
  const { dimension } = await workspace.spaces.get(index.space);
  const vectorsOf = async (rows: Int32Array) =>
    vectorsInMemory(
      await workspace.vectors.read(
        index.space,
        rows.map((row) => numbers[row]),
      ),
      dimension,
    );
  const tested = await vectorsOf(test);
  return {
    name: "probe",
    label: "logistic regression on embeddings",
    async predict(selections, work) {
      const predictions: Int32Array[] = [];
      for (const picks of selections) {
        work.check();
        const labels = picks.map((row) => classOf[row]);
        const taught = await vectorsOf(picks);
        const options = { threads, signal: work.signal };
        const probe = await throughKernel(() => trainProbe(taught, labels, classes, options));
        const probabilities = await throughKernel(() => predictProbe(probe, tested, options));
        predictions.push(test.map((_, at) => largest(probabilities.subarray(at * classes, (at + 1) * classes))));
      }
      return predictions;
    },
  };
}

/** The label of the nearest pick. */
export function nearestClassifier({ opened, test, classOf }: ClassifiedRows): Classifier {
  return {
    name: "nearest",
    label: "label of the nearest pick",
    async predict(selections, work) {
      const found = await opened.nearest(test, selections, work);
      return found.map(({ rows }) => rows.map((row) => (row < 0 ? -1 : classOf[row])));
    },
  };
}

function largest(values: Float32Array): number {
  let best = 0;
  for (let c = 1; c < values.length; c++) if (values[c] > values[best]) best = c;
  return best;
}
