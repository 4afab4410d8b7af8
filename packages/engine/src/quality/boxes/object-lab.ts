import { centerDistance, overlapOf } from "./geometry.ts";
import type { LabeledBox, PredictedBox } from "./mistakenness.ts";

/** cleanlab's defaults. */
const overlapWeight = 0.9;
const distanceFactor = 0.1;
const lowProbability = 0.5;
const highProbability = 0.95;
const temperature = 0.1;

/** Scores from this down are issues. */
export const objectLabThreshold = 0.1;

/** ObjectLab's scores of one image: 0 is bad, 1 is good; NaN where a box can't have the fault. */
export interface ObjectLabScores {
  /** For each prediction: was its object left out of the labels? */
  overlooked: Float64Array;
  /** For each label: is its box badly placed? */
  badloc: Float64Array;
  /** For each label: is its class another one's? */
  swap: Float64Array;
}

/** Labels and predictions of one image. */
export interface ObjectLabImage {
  labels: readonly LabeledBox[];
  predictions: readonly PredictedBox[];
}

/**
 * ObjectLab (Tkachenko, Thyagarajan & Mueller 2023), with cleanlab's defaults. Boxes are compared by 0.9 IoU + 0.1 exp(-0.1 d), d being the
 * distance of the centers. `overlooked` of a prediction of at least 0.95 that meets no label is its similarity to the nearest label of its
 * class; `badloc` of a label is its similarity to the nearest prediction of its class above 0.5 that meets it; `swap` is 1 minus the
 * similarity to the nearest prediction of another class above 0.95.
 * @param least smallest similarity that occurs anywhere: {@link leastSimilarity}
 */
export function objectLab({ labels, predictions }: ObjectLabImage, least: number): ObjectLabScores {
  const overlaps = labels.map(({ box }) => predictions.map((prediction) => overlapOf(box, prediction.box)));
  const similarities = labels.map((label, at) =>
    predictions.map((prediction, other) => similarity(label, prediction, overlaps[at][other])),
  );
  const overlooked = Float64Array.from(predictions, ({ confidence, class: name }, at) => {
    if (confidence < highProbability || overlaps.some((row) => row[at] > 0)) return Number.NaN;
    const own = labels.flatMap((label, index) => (label.class === name ? [similarities[index][at]] : []));
    return own.length === 0 ? least * (1 - confidence) : Math.max(...own);
  });
  const badloc = Float64Array.from(labels, (label, at) => {
    const near = predictions.flatMap(({ class: name, confidence }, other) =>
      name === label.class && confidence > lowProbability && overlaps[at][other] > 0 ? [similarities[at][other]] : [],
    );
    return near.length === 0 ? 1 : Math.max(...near);
  });
  const swap = Float64Array.from(labels, (label, at) => {
    const others = predictions.flatMap(({ class: name, confidence }, other) =>
      name !== label.class && confidence > highProbability ? [similarities[at][other]] : [],
    );
    return others.length === 0 ? 1 : Math.max(least, 1 - Math.max(...others));
  });
  return { overlooked, badloc, swap };
}

function similarity(label: LabeledBox, prediction: PredictedBox, overlap: number): number {
  const near = Math.exp(-distanceFactor * centerDistance(label.box, prediction.box));
  return overlapWeight * overlap + (1 - overlapWeight) * near;
}

/** The smallest positive similarity of a label and a prediction in any image; 1 without one. */
export function leastSimilarity(images: Iterable<ObjectLabImage>): number {
  let least = 1;
  for (const { labels, predictions } of images) {
    for (const label of labels) {
      for (const prediction of predictions) {
        const value = similarity(label, prediction, overlapOf(label.box, prediction.box));
        if (value > 0) least = Math.min(least, value);
      }
    }
  }
  return least;
}

/** One score from several: their mean, weighted towards the lowest by softmax((1 - s) / 0.1); NaN is left out, 1 without any. */
export function softMinimum(scores: Float64Array): number {
  const known = scores.filter((score) => !Number.isNaN(score));
  if (known.length === 0) return 1;
  const weights = known.map((score) => Math.exp((1 - score) / temperature));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return known.reduce((total, score, at) => total + (score * weights[at]) / sum, 0);
}
