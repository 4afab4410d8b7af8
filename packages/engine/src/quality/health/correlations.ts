import type { DatasetHealth } from "@gleaner/schema";
import type { FieldValues } from "../../report/index.ts";
import { contingency, cramersV, etaSquared } from "./association.ts";

type Correlation = DatasetHealth["classes"]["correlations"][number];

/** Weaker links are left out: a class may be told from what is so weakly linked to it hardly better than by guessing. */
const leastEta = 0.02;
const leastV = 0.1;
const significance = 0.01;

/** A property of the samples as numbers. */
export interface Property {
  field: string;
  values: Float64Array;
}

interface Labels {
  names: readonly string[];
  codes: Int32Array;
}

/**
 * Properties of images and their source that go together with the class although they should not: a model may learn them instead of the
 * class. p-values are multiplied by the number of properties (Bonferroni).
 */
export function spuriousCorrelations(
  labels: Labels,
  numeric: readonly Property[],
  groups: readonly FieldValues[],
): Correlation[] {
  const looked = numeric.length + groups.length;
  const found = [
    ...numeric.flatMap((property) => numericLink(labels, property)),
    ...groups.flatMap((group) => groupLink(labels, group)),
  ].map((link) => ({ ...link, p: Math.min(1, link.p * looked) }));
  return found
    .filter(({ p }) => p < significance)
    .sort((a, b) => strengthOf(b) - strengthOf(a) || (a.field < b.field ? -1 : 1));
}

/** Eta squared is a square, V is not. */
const strengthOf = ({ measure, value }: Correlation) => (measure === "eta_squared" ? Math.sqrt(value) : value);

function numericLink({ names, codes }: Labels, { field, values }: Property): Correlation[] {
  const link = etaSquared(codes, values, names.length);
  if (!link || link.value < leastEta) return [];
  const known = [...codes.keys()].filter((at) => codes[at] >= 0 && !Number.isNaN(values[at]));
  const mean = (list: readonly number[]) => list.reduce((sum, at) => sum + values[at], 0) / list.length;
  const overall = mean(known);
  const classes = [...Map.groupBy(known, (at) => codes[at])].map(([code, own]) => ({
    code,
    mean: mean(own),
    size: own.length,
  }));
  const pull = ({ mean, size }: (typeof classes)[number]) => size * (mean - overall) ** 2;
  const most = classes.reduce((best, each) => (pull(each) > pull(best) ? each : best));
  const explanation = `the mean of ${field} is ${most.mean.toPrecision(3)} in ${names[most.code]} and ${overall.toPrecision(3)} in all`;
  return [{ field, measure: "eta_squared", ...link, class: names[most.code], explanation }];
}

function groupLink({ names, codes }: Labels, group: FieldValues): Correlation[] {
  const size = { classes: names.length, values: group.names.length };
  const link = cramersV(codes, group.codes, size);
  if (!link || link.value < leastV) return [];
  const { counts, rows, columns, n } = contingency(codes, group.codes, size);
  let [best, deviation] = [0, -1];
  counts.forEach((count, cell) => {
    const expected = (rows[Math.floor(cell / size.values)] * columns[cell % size.values]) / n;
    const own = expected > 0 && count > expected ? (count - expected) ** 2 / expected : 0;
    if (own > deviation) [best, deviation] = [cell, own];
  });
  const [code, value] = [Math.floor(best / size.values), best % size.values];
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  const explanation = `${percent(counts[best] / rows[code])} of ${names[code]} have ${group.field} ${group.names[value]}, ${percent(columns[value] / n)} of all do`;
  return [{ field: group.field, measure: "cramers_v", ...link, class: names[code], explanation }];
}
