import { createRandom, permutation } from "@gleaner/kernel";

/** What is to be divided: units that stay whole, each with a size and counts of what should be spread evenly. */
export interface SplitProblem {
  /** Samples in each unit. */
  sizes: Int32Array;
  /** Values (classes, metadata) of unit u: `values[start[u]]` up to `values[start[u + 1]]`, with the number of samples that have each. */
  start: Int32Array;
  values: Int32Array;
  counts: Int32Array;
  /** Number of distinct values. */
  valueCount: number;
  /** Share of each part; they sum to 1. A part of share 0 stays empty. */
  ratios: readonly number[];
  seed: number;
}

/**
 * Divides units into parts so that every part gets its share of the samples and of every value. Units of several samples come first,
 * largest first, each where it leaves the least squared error relative to the shares; single samples follow by iterative stratification
 * (Sechidis, Tsoumakas & Vlahavas 2011): the rarest open value first, its samples where it is needed most. Of a value that a part needs
 * less than once more, the part with most room takes it, so that sizes come out even too: with single samples of one value each, every
 * count ends within one of its ideal. Deterministic by seed. O(values x (values + samples)).
 */
export function assignUnits(problem: SplitProblem): Int32Array {
  const { sizes, start, values, counts, valueCount, ratios, seed } = problem;
  const parts = [...ratios.keys()].filter((part) => ratios[part] > 0);
  const assigned = new Int32Array(sizes.length).fill(-1);
  const totals = new Float64Array(valueCount);
  let samples = 0;
  for (let unit = 0; unit < sizes.length; unit++) {
    samples += sizes[unit];
    for (let at = start[unit]; at < start[unit + 1]; at++) totals[values[at]] += counts[at];
  }
  const need = ratios.map((ratio) => totals.map((total) => ratio * total));
  const room = ratios.map((ratio) => ratio * samples);
  const order = permutation(sizes.length, createRandom(seed));

  const put = (unit: number, part: number) => {
    assigned[unit] = part;
    room[part] -= sizes[unit];
    for (let at = start[unit]; at < start[unit + 1]; at++) need[part][values[at]] -= counts[at];
  };
  const bestPart = (score: (part: number) => readonly number[]): number => {
    let best = { part: parts[0], score: score(parts[0]) };
    for (const part of parts.slice(1)) {
      const next = { part, score: score(part) };
      if (isBefore(next.score, best.score)) best = next;
    }
    return best.part;
  };

  /** How much less the squared error, relative to the part's share, becomes. */
  const gain = (unit: number, part: number) => {
    const less = (amount: number, open: number, total: number) =>
      (2 * amount * open - amount * amount) / (ratios[part] * total);
    let sum = less(sizes[unit], room[part], samples);
    for (let at = start[unit]; at < start[unit + 1]; at++) {
      sum += less(counts[at], need[part][values[at]], totals[values[at]]);
    }
    return sum;
  };
  const groups = [...order].filter((unit) => sizes[unit] > 1).sort((a, b) => sizes[b] - sizes[a]);
  for (const unit of groups)
    put(
      unit,
      bestPart((part) => [gain(unit, part), room[part]]),
    );

  const holders: number[][] = Array.from({ length: valueCount }, () => []);
  const open = new Int32Array(valueCount);
  for (const unit of order) {
    if (assigned[unit] >= 0) continue;
    for (let at = start[unit]; at < start[unit + 1]; at++) {
      holders[values[at]].push(unit);
      open[values[at]]++;
    }
  }
  /** What the unit's other values need of a part, no value counting more than once. */
  const othersNeed = (unit: number, value: number, part: number) => {
    let sum = 0;
    for (let at = start[unit]; at < start[unit + 1]; at++) {
      if (values[at] !== value) sum += Math.max(-1, Math.min(1, need[part][values[at]]));
    }
    return sum;
  };
  for (let value = rarest(open); value >= 0; value = rarest(open)) {
    for (const unit of holders[value]) {
      if (assigned[unit] >= 0) continue;
      const most = Math.max(...parts.map((part) => need[part][value]));
      put(
        unit,
        bestPart((part) => {
          const needed = need[part][value];
          if (most >= 1 || most <= 0) return [needed, othersNeed(unit, value, part), room[part]];
          return [needed > 0 ? 1 : 0, othersNeed(unit, value, part), room[part]];
        }),
      );
      for (let at = start[unit]; at < start[unit + 1]; at++) open[values[at]]--;
    }
    open[value] = 0;
  }
  for (const unit of order)
    if (assigned[unit] < 0)
      put(
        unit,
        bestPart((part) => [room[part]]),
      );
  return assigned;
}

/** Whether a list of scores beats another: the first that differs decides. */
function isBefore(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((score, i) => score !== b[i]);
  return at >= 0 && a[at] > b[at];
}

/** The value with the fewest open samples, -1 when none is open. */
function rarest(open: Int32Array): number {
  let best = -1;
  for (let value = 0; value < open.length; value++) {
    if (open[value] > 0 && (best < 0 || open[value] < open[best])) best = value;
  }
  return best;
}
