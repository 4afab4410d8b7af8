/** Deviations from the median of a class from which a size or a ratio is odd. */
const oddFrom = 4;
/** Boxes that a class needs before its sizes say anything. */
const leastOfClass = 20;
/** Smallest spread of a logarithm that is reckoned with: below it boxes are the same size to the eye. */
const leastSpread = 0.05;

/** A box that is unlike the others of its class. */
export interface ShapeOutlier {
  /** Position in the input. */
  at: number;
  issue: "size_outlier" | "aspect_outlier";
  /** Robust deviations from the median of the class, signed. */
  deviations: number;
  /** 0..1, one half at four deviations. */
  score: number;
}

/**
 * Boxes whose size (root of the share of the image that they cover) or ratio of sides is far from the median of their class, in robust
 * deviations of the logarithm: (x - median) / (1.4826 MAD). Classes with fewer than 20 boxes are left out. O(n log n).
 * @param classes the class of each box; null ones are left out
 * @param sizes, ratios positive numbers; others are left out
 */
export function shapeOutliers(
  classes: readonly (string | null)[],
  sizes: ArrayLike<number>,
  ratios: ArrayLike<number>,
): ShapeOutlier[] {
  const members = new Map<string, number[]>();
  classes.forEach((name, at) => {
    if (name === null || !(sizes[at] > 0 && ratios[at] > 0)) return;
    const list = members.get(name);
    if (list) list.push(at);
    else members.set(name, [at]);
  });
  const outliers: ShapeOutlier[] = [];
  for (const list of members.values()) {
    if (list.length < leastOfClass) continue;
    for (const [issue, values] of [
      ["size_outlier", sizes],
      ["aspect_outlier", ratios],
    ] as const) {
      const deviations = robustDeviations(list.map((at) => Math.log(values[at])));
      deviations.forEach((value, place) => {
        if (Math.abs(value) < oddFrom) return;
        outliers.push({ at: list[place], issue, deviations: value, score: 1 - oddFrom / 2 / Math.abs(value) });
      });
    }
  }
  return outliers;
}

/** (x - median) / (1.4826 x median absolute deviation). */
export function robustDeviations(values: readonly number[]): number[] {
  const middle = median(values);
  const spread = Math.max(leastSpread, 1.4826 * median(values.map((value) => Math.abs(value - middle))));
  return values.map((value) => (value - middle) / spread);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
