/** How a probe turns scores into probabilities, and what it was fitted to. */
export type ProbeKind = "logistic" | "ridge";

/**
 * A linear classifier on embeddings: scores = weights . (row / length of the row) + bias.
 * Logistic probes give softmax(scores); ridge probes give scores clipped to 0..1 and divided by their sum.
 */
export interface Probe {
  readonly kind: ProbeKind;
  readonly classes: number;
  readonly dimension: number;
  /** `classes x dimension`, row-major. */
  readonly weights: Float32Array;
  /** One value a class. */
  readonly bias: Float32Array;
}

/** Turns the scores of rows (`count x classes`) into probabilities, in place. Rows of NaN stay. */
export function toProbabilities(kind: ProbeKind, classes: number, scores: Float32Array): void {
  for (let start = 0; start < scores.length; start += classes) {
    const row = scores.subarray(start, start + classes);
    if (Number.isNaN(row[0])) continue;
    if (kind === "logistic") {
      const largest = row.reduce((a, b) => Math.max(a, b), -Infinity);
      for (let c = 0; c < classes; c++) row[c] = Math.exp(row[c] - largest);
    } else {
      for (let c = 0; c < classes; c++) row[c] = Math.min(1, Math.max(0, row[c]));
    }
    const sum = row.reduce((a, b) => a + b, 0);
    for (let c = 0; c < classes; c++) row[c] = sum > 0 ? row[c] / sum : 1 / classes;
  }
}
