/** What a row counts that the probe is sure of, where one that it can't decide counts 1: certain regions are thinned, not left out. */
const leastWeight = 0.1;

/** Labels a class at which the probe is trusted half. */
const halfTrust = 10;
/** No row counts less than this part of the mean, so that none is ruled out. */
const leastShare = 1e-6;

/** What is known of rows from the labels of others. */
export interface Beliefs {
  /** Class probabilities of the rows without a label, `rows x classes`. */
  readonly probabilities: Float32Array;
  /** Number of labelled rows of each class. */
  readonly labeled: ArrayLike<number>;
  /** Labels that will be bought. */
  readonly budget: number;
}

/**
 * How much each row without a label should count in a selection, from what a probe that learned from the labels believes:
 * undecided rows more than decided ones (0.1 + 0.9 (1 - (p1 - p2)), margin sampling, Scheffer et al. 2001), and rows of classes that
 * lack labels more than rows of classes that have enough: `sum over classes c of p_c lack_c / expected_c`, where a class lacks what it is
 * short of an equal share of all labels after the purchase, and `expected_c` rows without a label are believed to be of it. A selection in
 * proportion to that second factor alone would buy each class what it lacks. A probe of few labels is trusted little: weights are raised
 * to the power `labels / (labels + 10 classes)`. Scaled to a mean of 1.
 */
export function labelWeights({ probabilities, labeled, budget }: Beliefs): Float32Array {
  const classes = labeled.length;
  const rows = probabilities.length / classes;
  const expected = new Float64Array(classes);
  probabilities.forEach((probability, at) => {
    expected[at % classes] += probability;
  });
  const known = Array.from(labeled).reduce((sum, count) => sum + count, 0);
  const all = known + budget;
  const trust = known / (known + halfTrust * classes);
  const lack = expected.map((count, c) => (count > 0 ? Math.max(0, all / classes - labeled[c]) / count : 0));
  const weights = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    let [first, second, wanted] = [0, 0, 0];
    for (let c = 0; c < classes; c++) {
      const value = probabilities[row * classes + c];
      wanted += value * lack[c];
      if (value > first) [first, second] = [value, first];
      else if (value > second) second = value;
    }
    weights[row] = ((leastWeight + (1 - leastWeight) * (1 - (first - second))) * wanted) ** trust;
  }
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / rows;
  return mean > 0 ? weights.map((weight) => Math.max(leastShare, weight / mean)) : weights.fill(1);
}
