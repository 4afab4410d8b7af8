import type { Distribution } from "./composition.ts";
import type { ControlArm } from "./evidence.ts";

/**
 * Jensen-Shannon divergence of two distributions given as counts or weights over the same values, in bits: 0 (the same shares) to
 * 1 (no value in common). Symmetric, finite for empty values (Lin 1991, "Divergence measures based on the Shannon entropy", eq. 4.1).
 * Null when either side sums to zero: an empty selection has no shares to compare.
 */
export function distributionDivergence(before: ArrayLike<number>, after: ArrayLike<number>): number | null {
  if (before.length !== after.length) throw new RangeError(`${before.length} values against ${after.length}`);
  const beforeTotal = total(before);
  const afterTotal = total(after);
  if (beforeTotal === 0 || afterTotal === 0) return null;
  let divergence = 0;
  for (let value = 0; value < before.length; value++) {
    const p = before[value] / beforeTotal;
    const q = after[value] / afterTotal;
    const middle = (p + q) / 2;
    if (p > 0) divergence += (p / 2) * Math.log2(p / middle);
    if (q > 0) divergence += (q / 2) * Math.log2(q / middle);
  }
  return Math.min(1, Math.max(0, divergence));
}

/** Mean and standard deviation (n - 1) of one figure over random draws. Throws RangeError without a draw. */
export function controlArm(figures: ArrayLike<number>): ControlArm {
  const draws = figures.length;
  if (draws === 0) throw new RangeError("a control needs at least one draw");
  const mean = total(figures) / draws;
  let squares = 0;
  for (let draw = 0; draw < draws; draw++) squares += (figures[draw] - mean) ** 2;
  return { mean, sd: draws > 1 ? Math.sqrt(squares / (draws - 1)) : 0, draws };
}

/** The values of one field over the pool: `codes[i]` is sample i's value as an index into `names`, -1 for none. */
export interface FieldValues {
  field: string;
  kind: Distribution["kind"];
  names: readonly string[];
  codes: Int32Array;
  /**
   * For fields with several values a sample: sample i owns `codes[offsets[i]]` up to `codes[offsets[i + 1]]`
   * (length: samples + 1; no value: an empty range).
   */
  offsets?: Int32Array;
}

/**
 * How a field's values are spread over the pool and the picks, with the divergence between them and that of random draws.
 * `picks` and each of `draws` hold positions in the pool. The `limit` (default 40) most frequent values are listed, the rest counted
 * together; the divergence is over all of them. O(pool + draws x picks).
 */
export function fieldDistribution(
  values: FieldValues,
  picks: ArrayLike<number>,
  draws: readonly ArrayLike<number>[],
  options: { target?: Record<string, number>; limit?: number } = {},
): Distribution {
  const { field, kind, names } = values;
  const samples = values.offsets ? values.offsets.length - 1 : values.codes.length;
  const pool = countValues(
    values,
    Int32Array.from({ length: samples }, (_, i) => i),
  );
  const picked = countValues(values, picks);
  const drawn = draws.map((draw) => distributionDivergence(pool.counts, countValues(values, draw).counts));
  const figures = drawn.filter((figure) => figure !== null);

  const order = names.map((_, value) => value).filter((value) => pool.counts[value] > 0 || picked.counts[value] > 0);
  order.sort((a, b) => pool.counts[b] - pool.counts[a] || (names[a] < names[b] ? -1 : 1));
  const limit = options.limit ?? 40;
  const sum = (counts: Float64Array) => order.slice(limit).reduce((all, value) => all + counts[value], 0);
  return {
    field,
    kind,
    values: order
      .slice(0, limit)
      .map((value) => ({ value: names[value], pool: pool.counts[value], picked: picked.counts[value] })),
    others: { values: Math.max(0, order.length - limit), pool: sum(pool.counts), picked: sum(picked.counts) },
    missing: { pool: pool.missing, picked: picked.missing },
    divergence: distributionDivergence(pool.counts, picked.counts),
    random: figures.length > 0 ? controlArm(figures) : null,
    target: options.target ? targetDivergence(names, picked.counts, options.target) : null,
  };
}

function countValues(
  { names, codes, offsets }: FieldValues,
  positions: ArrayLike<number>,
): { counts: Float64Array; missing: number } {
  const counts = new Float64Array(names.length);
  let missing = 0;
  for (let i = 0; i < positions.length; i++) {
    const sample = positions[i];
    const start = offsets ? offsets[sample] : sample;
    const end = offsets ? offsets[sample + 1] : sample + 1;
    let found = 0;
    for (let at = start; at < end; at++) {
      if (codes[at] < 0) continue;
      counts[codes[at]]++;
      found++;
    }
    if (found === 0) missing++;
  }
  return { counts, missing };
}

function targetDivergence(names: readonly string[], picked: Float64Array, shares: Record<string, number>) {
  const wished = new Map(Object.entries(shares));
  const unknown = [...wished.keys()].filter((name) => !names.includes(name));
  const target = [...names.map((name) => wished.get(name) ?? 0), ...unknown.map((name) => wished.get(name) ?? 0)];
  return { shares, divergence: distributionDivergence(target, [...picked, ...unknown.map(() => 0)]) };
}

function total(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}
