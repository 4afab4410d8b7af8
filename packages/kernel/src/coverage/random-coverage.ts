import { KernelError } from "../error.ts";

/** Mean and standard deviation of a number. */
export interface Expectation {
  mean: number;
  sd: number;
}

/**
 * How many groups a uniform random sample covers, exact: `budget` of `n` items are drawn without replacement, `sizes` are the numbers
 * of items in each group (groups may leave items out). A group of s items is missed with probability
 * q(s) = C(n - s, budget) / C(n, budget); two groups together with q(s + t), which gives the variance (hypergeometric occupancy).
 * O(largest size + distinct sizes^2).
 * @throws KernelError `invalid_argument` unless 0 <= budget <= n and the sizes fit into n
 */
export function randomCoverage(sizes: ArrayLike<number>, n: number, budget: number): Expectation {
  const bySize = new Map<number, number>();
  let total = 0;
  for (let i = 0; i < sizes.length; i++) {
    total += sizes[i];
    if (sizes[i] > 0) bySize.set(sizes[i], (bySize.get(sizes[i]) ?? 0) + 1);
  }
  if (!(budget >= 0 && budget <= n) || total > n) {
    throw new KernelError("invalid_argument", `${budget} of ${n} items over groups of ${total} make no sense.`, {
      n,
      budget,
      total,
    });
  }
  const groups = [...bySize].sort((a, b) => a[0] - b[0]);
  const largest = groups.at(-1)?.[0] ?? 0;
  const missed = missProbabilities(Math.min(n, 2 * largest), n, budget);
  let mean = 0;
  let variance = 0;
  for (const [size, count] of groups) {
    mean += count * (1 - missed[size]);
    variance += count * missed[size] * (1 - missed[size]);
    for (const [other, others] of groups) {
      const pairs = size === other ? count * (count - 1) : count * others;
      if (pairs > 0) variance += pairs * (missed[size + other] - missed[size] * missed[other]);
    }
  }
  return { mean, sd: Math.sqrt(Math.max(0, variance)) };
}

/** q(0) .. q(last): the probability that none of s given items is drawn. */
function missProbabilities(last: number, n: number, budget: number): Float64Array {
  const missed = new Float64Array(last + 1);
  missed[0] = 1;
  for (let s = 1; s <= last; s++) missed[s] = missed[s - 1] * Math.max(0, (n - budget - (s - 1)) / (n - (s - 1)));
  return missed;
}
