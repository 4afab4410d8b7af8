/** How well predicted classes fit the true ones. */
export interface Accuracy {
  /** Mean over the classes of the share that is right (balanced accuracy), 0..1. */
  mean: number;
  /** Its standard error from the size of the test set: binomial in each class. */
  error: number;
}

/** The balanced accuracy of predictions on test rows; classes without a test row do not count. Null without a row. */
export function balancedAccuracy(
  predicted: ArrayLike<number>,
  truth: ArrayLike<number>,
  classes: number,
): Accuracy | null {
  const right = new Float64Array(classes);
  const tested = new Float64Array(classes);
  for (let at = 0; at < truth.length; at++) {
    tested[truth[at]]++;
    if (predicted[at] === truth[at]) right[truth[at]]++;
  }
  let present = 0;
  let sum = 0;
  let variance = 0;
  for (let c = 0; c < classes; c++) {
    if (tested[c] === 0) continue;
    const share = right[c] / tested[c];
    present++;
    sum += share;
    variance += (share * (1 - share)) / tested[c];
  }
  return present > 0 ? { mean: sum / present, error: Math.sqrt(variance) / present } : null;
}
