import type { Distribution, RepresentationRow } from "./composition.ts";

/** A group is marked only when its share is off by this factor (the four-fifths rule of US employment selection, 29 CFR 1607.4 D) ... */
export const representationRatio = 0.8;
/** ... and by more than this many standard deviations of random selection, so that small groups are not marked for chance. */
export const representationDeviations = 2;

/**
 * Whether each group of a field has its share among the picks: the number that random selection of the same size would take from
 * it (hypergeometric mean and standard deviation, exact) beside the number taken. `under`: fewer than 0.8 of the expected number and
 * more than 2 standard deviations below it; `over`: more than 1 / 0.8 of it and more than 2 above. `pool` and `selected` are sizes
 * in samples; samples without a value form the group named by `missingName` when there are any.
 */
export function representation(
  distribution: Pick<Distribution, "field" | "values" | "missing">,
  pool: number,
  selected: number,
  missingName = "no value",
): RepresentationRow[] {
  const { field, values, missing } = distribution;
  const groups = missing.pool > 0 ? [...values, { value: missingName, ...missing }] : values;
  return groups.map((group) => {
    const share = pool > 0 ? group.pool / pool : 0;
    const expected = selected * share;
    const variance = pool > 1 ? expected * (1 - share) * ((pool - selected) / (pool - 1)) : 0;
    const sd = Math.sqrt(Math.max(0, variance));
    return { field, ...group, expected, sd, standing: standing(group.picked, expected, sd) };
  });
}

function standing(picked: number, expected: number, sd: number): RepresentationRow["standing"] {
  const margin = representationDeviations * sd;
  if (picked < expected * representationRatio && picked < expected - margin) return "under";
  if (picked > expected / representationRatio && picked > expected + margin) return "over";
  return "proportional";
}
