import type { DatasetHealth } from "@gleaner/schema";
import { valueRange } from "../../curate/field-codes.ts";
import type { FieldValues } from "../../report/index.ts";
import { contingency } from "./association.ts";
import { poissonAtMost } from "./distributions.ts";
import { effectiveNumber } from "./semantic.ts";

type Classes = DatasetHealth["classes"];

const pairsAtMost = 50;
const cellsAtMost = 50;
/** A cell says something from this many expected samples, when it has less than half of them. */
const leastExpected = 5;
const deficit = 0.5;
const significance = 0.01;

/** Counts of classes, their imbalance, and which of them come together. */
export function classCounts(
  labels: FieldValues,
  samples: number,
): Omit<Classes, "boxes" | "underrepresented" | "correlations"> {
  const counts = new Float64Array(labels.names.length);
  const together = new Map<number, number>();
  let labeled = 0;
  for (let at = 0; at < samples; at++) {
    const [start, end] = valueRange(labels, at);
    const own = [...labels.codes.subarray(start, end)].filter((code) => code >= 0).sort((a, b) => a - b);
    if (own.length > 0) labeled++;
    own.forEach((a, place) => {
      counts[a]++;
      for (const b of own.slice(place + 1)) {
        const key = a * labels.names.length + b;
        together.set(key, (together.get(key) ?? 0) + 1);
      }
    });
  }
  const order = [...counts.keys()].filter((code) => counts[code] > 0).sort((a, b) => counts[b] - counts[a] || a - b);
  const cooccurrence = [...together]
    .map(([key, count]) => {
      const [a, b] = [Math.floor(key / labels.names.length), key % labels.names.length];
      return {
        a: labels.names[a],
        b: labels.names[b],
        samples: count,
        lift: (count * labeled) / (counts[a] * counts[b]),
      };
    })
    .sort((first, second) => second.samples - first.samples || (first.a + first.b < second.a + second.b ? -1 : 1));
  return {
    labeled,
    classes: order.map((code) => ({ class: labels.names[code], count: counts[code], share: counts[code] / labeled })),
    imbalance: order.length > 1 ? counts[order[0]] / counts[order[order.length - 1]] : null,
    effective: effectiveNumber(order.map((code) => counts[code])),
    cooccurrence: cooccurrence.slice(0, pairsAtMost),
  };
}

/**
 * Classes that are rarer in a group than if class and group had nothing to do with each other: fewer than half of the expected samples, and
 * so few by chance (Poisson) in less than one of a hundred such searches.
 */
export function underrepresented(
  classes: { names: readonly string[]; codes: Int32Array },
  groups: readonly FieldValues[],
): Classes["underrepresented"] {
  const cells = groups.flatMap(({ field, names, codes }) => {
    const size = { classes: classes.names.length, values: names.length };
    const { counts, rows, columns, n } = contingency(classes.codes, codes, size);
    return classes.names.flatMap((name, code) =>
      names.map((value, at) => ({
        class: name,
        field,
        value,
        count: counts[code * names.length + at],
        expected: n > 0 ? (rows[code] * columns[at]) / n : 0,
      })),
    );
  });
  const looked = cells.filter(({ expected }) => expected >= leastExpected);
  return looked
    .filter(({ count, expected }) => count < deficit * expected)
    .map((cell) => ({ ...cell, p: Math.min(1, poissonAtMost(cell.count, cell.expected) * looked.length) }))
    .filter(({ p }) => p < significance)
    .sort((a, b) => b.expected - b.count - (a.expected - a.count) || (a.class + a.value < b.class + b.value ? -1 : 1))
    .slice(0, cellsAtMost);
}
