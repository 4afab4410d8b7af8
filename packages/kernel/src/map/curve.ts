/** Coefficients of the low-dimensional similarity `1 / (1 + a d^(2b))`. */
export interface SimilarityCurve {
  readonly a: number;
  readonly b: number;
}

const samplePoints = 300;
const fitRounds = 200;

/**
 * Least-squares fit of `1 / (1 + a d^(2b))` to the curve that is 1 below `minDistance` and falls off exponentially at the
 * scale `spread` beyond it, on 300 points of [0, 3 spread] (McInnes et al. 2018, "UMAP", section 3.2). Levenberg-Marquardt.
 * `minDistance` 0.1 and `spread` 1 give a = 1.577, b = 0.895.
 */
export function fitSimilarityCurve(minDistance: number, spread: number): SimilarityCurve {
  const distances = Float64Array.from({ length: samplePoints }, (_, i) => (3 * spread * i) / (samplePoints - 1));
  const targets = distances.map((d) => (d < minDistance ? 1 : Math.exp(-(d - minDistance) / spread)));
  const errorOf = (a: number, b: number) => {
    let sum = 0;
    distances.forEach((d, i) => {
      sum += (targets[i] - 1 / (1 + a * d ** (2 * b))) ** 2;
    });
    return sum;
  };
  let a = 1;
  let b = 1;
  let error = errorOf(a, b);
  let damping = 1e-3;
  for (let round = 0; round < fitRounds && damping < 1e12; round++) {
    let [aa, ab, bb, ga, gb] = [0, 0, 0, 0, 0];
    for (let i = 1; i < samplePoints; i++) {
      const power = distances[i] ** (2 * b);
      const value = 1 / (1 + a * power);
      const slopeA = -power * value * value;
      const slopeB = 2 * a * Math.log(distances[i]) * slopeA;
      const residual = targets[i] - value;
      aa += slopeA * slopeA;
      ab += slopeA * slopeB;
      bb += slopeB * slopeB;
      ga += slopeA * residual;
      gb += slopeB * residual;
    }
    const [da, db] = [aa * (1 + damping), bb * (1 + damping)];
    const determinant = da * db - ab * ab;
    const nextA = a + (db * ga - ab * gb) / determinant;
    const nextB = b + (da * gb - ab * ga) / determinant;
    const nextError = nextA > 0 && nextB > 0 ? errorOf(nextA, nextB) : Infinity;
    if (nextError < error) {
      [a, b, error] = [nextA, nextB, nextError];
      damping /= 10;
    } else damping *= 10;
  }
  return { a, b };
}
