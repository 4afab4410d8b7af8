import { type Probe, predictProbe, trainProbe, vectorsInMemory } from "@gleaner/kernel";
import type { Box } from "@gleaner/schema";
import { kernelTask, throughKernel } from "../../../kernel-errors.ts";
import type { Scan } from "../../scan.ts";
import type { ImageSize } from "./jitters.ts";
import { scramble } from "./stable-sample.ts";

/** Labelled boxes that have a vector in the space of objects. Arrays are parallel. */
export interface LabeledBoxes {
  /** The space of their vectors. */
  space: string;
  numbers: Int32Array;
  samples: Int32Array;
  /** Codes of `classes`; -1 for none. */
  codes: Int32Array;
  classes: readonly string[];
  boxes: readonly Box[];
  sizes: ReadonlyMap<number, ImageSize>;
}

/** Every image belongs to one part; what is said of it comes from probes that have seen the others. */
export const folds = 3;
export const foldOf = (sample: number): number => scramble(sample) % folds;

/** Steps of the optimiser: more of them change little. */
const iterations = 50;

/** Rows to learn from: `labels.length x dimension` vectors, their labels (-1: none) and the images that they come from. */
export interface Lesson {
  vectors: Float32Array;
  dimension: number;
  labels: Int32Array;
  samples: readonly number[];
}

/** One probe for each part of the images, which has seen the other parts; null where these hold no more than one class. */
export async function probesByFold(
  { vectors, dimension, labels, samples }: Lesson,
  classes: number,
  { context, work }: Pick<Scan, "context" | "work">,
): Promise<(Probe | null)[]> {
  const probes: (Probe | null)[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const seen = labels.map((label, at) => (foldOf(samples[at]) === fold ? -1 : label));
    if (new Set(seen.filter((label) => label >= 0)).size < 2) {
      probes.push(null);
      continue;
    }
    const options = { ...kernelTask(work, "fit", labels.length), threads: context.threads, iterations };
    probes.push(await throughKernel(() => trainProbe(vectorsInMemory(vectors, dimension), seen, classes, options)));
  }
  return probes;
}

/**
 * Tells of rows of a matrix what the probe says that has not seen their image; those of parts without a probe are left out.
 * @param sampleOf the image of a row
 * @param each gets a row and its probabilities, one a class
 */
export async function judgeByFold(
  probes: readonly (Probe | null)[],
  { vectors, dimension, rows }: { vectors: Float32Array; dimension: number; rows: readonly number[] },
  sampleOf: (row: number) => number,
  { context, work }: Pick<Scan, "context" | "work">,
  each: (row: number, beliefs: Float32Array) => void,
): Promise<void> {
  for (let fold = 0; fold < folds; fold++) {
    const probe = probes[fold];
    const own = rows.filter((row) => foldOf(sampleOf(row)) === fold);
    if (!probe || own.length === 0) continue;
    const source = vectorsInMemory(rowsOf(vectors, dimension, own), dimension);
    const options = { signal: work.signal, threads: context.threads };
    const beliefs = await throughKernel(() => predictProbe(probe, source, options));
    const width = beliefs.length / own.length;
    own.forEach((row, at) => {
      each(row, beliefs.subarray(at * width, (at + 1) * width));
    });
  }
}

/** Those rows of a matrix that hold numbers: the rest could not be decoded. */
export function finiteRows(vectors: Float32Array, dimension: number): number[] {
  return Array.from({ length: vectors.length / dimension }, (_, row) => row).filter(
    (row) => !Number.isNaN(vectors[row * dimension]),
  );
}

/** Some rows of a matrix, copied. */
export function rowsOf(vectors: Float32Array, dimension: number, rows: readonly number[]): Float32Array {
  const some = new Float32Array(rows.length * dimension);
  rows.forEach((row, at) => {
    some.set(vectors.subarray(row * dimension, (row + 1) * dimension), at * dimension);
  });
  return some;
}

/** Matrices of the same width below each other. */
export function stacked(...parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
