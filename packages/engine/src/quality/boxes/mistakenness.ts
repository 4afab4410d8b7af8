import type { Box } from "@gleaner/schema";
import { overlapOf } from "./geometry.ts";

/** A labelled box. */
export interface LabeledBox {
  class: string | null;
  box: Box;
}

/** A predicted box. */
export interface PredictedBox extends LabeledBox {
  /** 0..1. */
  confidence: number;
}

/** FiftyOne's defaults. */
const matchFrom = 0.5;
const missingFrom = 0.95;

/** FiftyOne's mistakenness of a label by a prediction of the same thing: (m confidence + 1) / 2, m being -1 where they agree, else 1. */
export function mistakenness(agrees: boolean, confidence: number): number {
  return ((agrees ? -1 : 1) * confidence + 1) / 2;
}

/** FiftyOne's `compute_mistakenness` for one image. */
export interface DetectionMistakenness {
  /** For each label: whether its class is wrong (`mistakenness`) and its place (`mistakenness_loc`); null for labels without a match. */
  labels: ({ mistakenness: number; mistakennessLoc: number; prediction: number } | null)[];
  /** Labels without a match: `possible_spurious`. */
  possibleSpurious: number[];
  /** Confident predictions without a match: `possible_missing`. */
  possibleMissing: number[];
}

/**
 * Compares the labels of an image with predictions as FiftyOne's brain does, with its defaults: predictions take the unmatched label that
 * they overlap most, most confident first, from an intersection over union of 0.5, whatever the classes; unmatched predictions above a
 * confidence of 0.95 are possibly missing, unmatched labels possibly spurious; (c (2 i - 1) + 1) / 2 with i = 2 (1 - IoU) says how
 * likely a box is badly placed.
 */
export function detectionMistakenness(
  labels: readonly LabeledBox[],
  predictions: readonly PredictedBox[],
): DetectionMistakenness {
  const result: DetectionMistakenness = {
    labels: labels.map(() => null),
    possibleSpurious: [],
    possibleMissing: [],
  };
  const order = [...predictions.keys()].sort((a, b) => predictions[b].confidence - predictions[a].confidence || a - b);
  for (const at of order) {
    const { box, confidence, class: name } = predictions[at];
    let [best, overlap] = [-1, matchFrom];
    labels.forEach((label, index) => {
      if (result.labels[index] !== null) return;
      const own = overlapOf(label.box, box);
      if (own >= overlap && (best < 0 || own > overlap)) [best, overlap] = [index, own];
    });
    if (best < 0) {
      if (confidence > missingFrom) result.possibleMissing.push(at);
      continue;
    }
    const displaced = 2 * (1 - overlap);
    result.labels[best] = {
      mistakenness: mistakenness(labels[best].class === name, confidence),
      mistakennessLoc: (confidence * (2 * displaced - 1) + 1) / 2,
      prediction: at,
    };
  }
  result.possibleMissing.sort((a, b) => a - b);
  result.labels.forEach((match, index) => {
    if (match === null) result.possibleSpurious.push(index);
  });
  return result;
}
