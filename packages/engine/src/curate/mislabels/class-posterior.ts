import { crossValidateProbe, type Graph, predictProbe, trainProbe, type VectorSource } from "@gleaner/kernel";
import { kernelTask, throughKernel } from "../../kernel-errors.ts";
import type { Work } from "../../work.ts";
import { type Spread, spreadLabels } from "./label-spreading.ts";

/** Labelled rows with their vectors. */
export interface LabeledRows {
  graph: Graph;
  /** Rows of the graph, ascending, and the class of each. */
  rows: Int32Array;
  given: Int32Array;
  classes: number;
  /** Vectors of `rows`, in their order. */
  vectors: VectorSource;
  seed: number;
  threads: number;
}

/** A label this much less likely than another class is left out of the second pass. */
const suspiciousFrom = 0.3;
/** Steps of the optimiser: more of them cost several times as much and find no more wrong labels. */
const optimiserSteps = 40;

/** What the models said of labelled rows: all that is needed to say it anew where some labels have become others. */
export interface Posterior {
  /** Labels that each pass learned from, -1 for those that the second left out; the first are the given ones. */
  labels: Int32Array[];
  /** What labels that spread along the graph said, in each pass. */
  spreads: Spread[];
  /** What the probes said on average, `rows x classes`. */
  probe: Float32Array;
}

/**
 * Class probabilities of labelled rows by models that have not seen the row's own label: logistic regression on the vectors, and labels
 * spread along the graph, in two passes; the second goes without the labels that the first finds suspicious.
 */
export async function classPosterior(problem: LabeledRows, work: Work): Promise<Posterior> {
  const { given, classes } = problem;
  const first = await onePass(problem, given, work);
  const beliefs = averaged({ labels: [given], spreads: [first.spread], probe: first.probe });
  const kept = given.map((label, at) => (suspicion(beliefs, at, label, classes) > suspiciousFrom ? -1 : label));
  if (kept.every((label) => label >= 0) || classesOf(kept) < classesOf(given)) {
    return { labels: [given], spreads: [first.spread], probe: first.probe };
  }
  work.check();
  const second = await onePass(problem, kept, work);
  const probe = first.probe.map((value, i) => (value + second.probe[i]) / 2);
  return { labels: [given, kept], spreads: [first.spread, second.spread], probe };
}

/** The mean of the models: `rows x classes`. */
export function averaged({ spreads, probe }: Posterior): Float32Array {
  return probe.map((value, i) => {
    const spread = spreads.reduce((sum, { shares }) => sum + shares[i], 0) / spreads.length;
    return (value + spread) / 2;
  });
}

/** How much more likely the best other class is than the label; negative when the label is the best. */
function suspicion(posterior: Float32Array, at: number, label: number, classes: number): number {
  let other = 0;
  for (let c = 0; c < classes; c++) if (c !== label) other = Math.max(other, posterior[at * classes + c]);
  return other - posterior[at * classes + label];
}

function classesOf(labels: Int32Array): number {
  return new Set(labels.filter((label) => label >= 0)).size;
}

async function onePass(problem: LabeledRows, labels: Int32Array, work: Work) {
  const { graph, rows, classes, vectors, seed, threads } = problem;
  const byRow = new Int32Array(graph.n).fill(-1);
  rows.forEach((row, at) => {
    byRow[row] = labels[at];
  });
  const spread = await spreadLabels(graph, rows, byRow, classes, seed);
  work.check();
  const options = { ...kernelTask(work, "fit", rows.length), seed, threads, iterations: optimiserSteps };
  const { probabilities } = await throughKernel(() => crossValidateProbe(vectors, labels, classes, options));
  if (labels.some((label) => label < 0)) {
    const probe = await throughKernel(() => trainProbe(vectors, labels, classes, options));
    const unseen = await throughKernel(() => predictProbe(probe, vectors, options));
    labels.forEach((label, at) => {
      if (label >= 0) return;
      probabilities.set(unseen.subarray(at * classes, (at + 1) * classes), at * classes);
    });
  }
  return { spread, probe: probabilities };
}
