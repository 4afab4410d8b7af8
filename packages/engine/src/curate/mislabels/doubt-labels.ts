import { GleanerError } from "@gleaner/schema";
import type { EngineContext } from "../../context.ts";
import type { LoadedIndex } from "../../indexes/index-cache.ts";
import type { Work } from "../../work.ts";
import { averaged, classPosterior } from "./class-posterior.ts";
import { keptPosterior } from "./kept-posterior.ts";
import { beliefsUnderNoise } from "./noise-matrix.ts";

/** A class needs so many labelled samples before its labels can be doubted: of fewer nothing can be learned. */
export const leastOfClass = 3;

/** What is believed of one label. */
export interface Doubt {
  row: number;
  label: string;
  suggested: string;
  /** Probability that the label is wrong. */
  wrong: number;
  /** Belief in the best other class minus belief in the label. */
  margin: number;
}

/** What is believed of the labels of an index. */
export interface LabelDoubts {
  classes: string[];
  /** Labelled rows of the index, ascending, and the class of each. */
  rows: Int32Array;
  given: Int32Array;
  /** `rows x classes`, row-major: by models that have not seen the label. */
  posterior: Float32Array;
  /** Of the labels of classes that are large enough, most suspicious first. */
  doubts: Doubt[];
  /** Classes with too few samples. */
  small: number;
}

interface DoubtOptions {
  seed: number;
  work: Work;
  /** Rows to judge; default: all. */
  within?: Int32Array;
  /** Datasets for which the posterior is kept, so that after a few edits only what they touch is judged anew; default: it is not kept. */
  keptFor?: readonly string[];
}

/**
 * Judges the labels of the rows of an index, or of those `within`.
 * @throws GleanerError `labels_missing` where no label, or only one class, is there to learn from
 */
export async function doubtLabels(
  { workspace, threads }: EngineContext,
  { graph, numbers, index }: LoadedIndex,
  { seed, work, within, keptFor }: DoubtOptions,
): Promise<LabelDoubts> {
  const { classes, indices } = await workspace.samples.classes(numbers);
  const inside = new Uint8Array(numbers.length).fill(within ? 0 : 1);
  for (const row of within ?? []) inside[row] = 1;
  // What was changed since and is not embedded again yet can't be judged.
  const present = new Set(await workspace.vectors.present(index.space, numbers));
  const rows = Int32Array.from(numbers.keys()).filter(
    (row) => indices[row] >= 0 && inside[row] === 1 && present.has(numbers[row]),
  );
  const given = rows.map((row) => indices[row]);
  requireClasses(given, classes);
  const sizes = new Int32Array(classes.length);
  for (const label of given) sizes[label]++;
  const own = rows.map((row) => numbers[row]);
  const fit = async () => {
    const vectors = await workspace.vectors.source(index.space, own);
    return classPosterior({ graph, rows, given, classes: classes.length, vectors, seed, threads }, work);
  };
  const graphKey = index.artifacts.graph;
  const posterior = keptFor
    ? await keptPosterior(
        workspace,
        { scope: [...keptFor, index.space], graph, graphKey, rows, numbers: own, given, classes, seed },
        fit,
      )
    : averaged(await fit());
  const { beliefs } = beliefsUnderNoise(posterior, given, classes.length);
  work.check();
  const doubts: Doubt[] = [];
  rows.forEach((row, at) => {
    if (sizes[given[at]] < leastOfClass) return;
    doubts.push(doubtOf(row, given[at], beliefs.subarray(at * classes.length, (at + 1) * classes.length), classes));
  });
  doubts.sort((a, b) => b.margin - a.margin || a.row - b.row);
  const small = sizes.filter((size) => size > 0 && size < leastOfClass).length;
  return { classes, rows, given, posterior, doubts, small };
}

function requireClasses(given: Int32Array, classes: readonly string[]): void {
  if (given.length === 0) {
    throw new GleanerError("labels_missing", "Finding wrong labels needs labelled samples.", {
      hint: "Import labels, or label some samples.",
    });
  }
  if (given.every((label) => label === given[0])) {
    throw new GleanerError(
      "labels_missing",
      `All labels are "${classes[given[0]]}": with one class none can be told to be wrong.`,
      { hint: "Label samples of another class." },
    );
  }
}

function doubtOf(row: number, given: number, belief: Float32Array, classes: readonly string[]): Doubt {
  let other = given === 0 ? 1 : 0;
  for (let c = 0; c < belief.length; c++) if (c !== given && belief[c] > belief[other]) other = c;
  return {
    row,
    label: classes[given],
    suggested: classes[other],
    wrong: 1 - belief[given],
    margin: belief[other] - belief[given],
  };
}
