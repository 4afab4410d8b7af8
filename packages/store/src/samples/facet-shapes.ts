import type { Facet } from "@gleaner/schema";
import { type Binning, binning } from "./histogram-bins.ts";

/** Which values of a facet are wanted: the most frequent ones, of those that hold `search` in any case (empty: all, also the missing one). */
export interface FacetLimits {
  limit: number;
  search: string;
}

/** Values of a facet with their counts; `missing` samples have none. */
export interface ValueCounts {
  values: { value: string; count: number }[];
  /** Distinct values, without the missing one. */
  distinct: number;
  missing: number;
}

/** Smallest and largest value, null where all are missing. */
export interface ValueRange {
  low: number | null;
  high: number | null;
  missing: number;
}

/** A facet of values, most frequent first; missing ones count as one more value. */
export function valuesFacet(field: string, { values, distinct, missing }: ValueCounts, limit: number): Facet {
  const all: { value: string | null; count: number }[] = [...values];
  if (missing > 0) {
    const rank = all.findIndex(({ count }) => count < missing);
    all.splice(rank === -1 ? all.length : rank, 0, { value: null, count: missing });
  }
  return { kind: "values", field, values: all.slice(0, limit), distinct: distinct + (missing > 0 ? 1 : 0) };
}

/** The bins for a range: whole numbers are never split, dates get edges that a calendar shows. */
export function binsOf({ low, high }: ValueRange, kind: "number" | "whole" | "date"): Binning | null {
  return low === null || high === null ? null : binning(low, high, kind);
}

/** A histogram; `counts` holds the bins that have any. Without values it has one edge and no bin. */
export function histogramFacet(
  field: string,
  range: ValueRange,
  bins: Binning | null,
  counts: ReadonlyMap<number, number>,
  type: "number" | "date",
): Facet {
  const { start, step, bins: count } = bins ?? { start: 0, step: 1, bins: 0 };
  return {
    kind: "histogram",
    field,
    edges: Array.from({ length: count + 1 }, (_, edge) => withoutNoise(start + edge * step)),
    counts: Array.from({ length: count }, (_, bin) => counts.get(bin) ?? 0),
    missing: range.missing,
    type,
  };
}

/** Takes away the digits that adding steps leaves, such as 0.30000000000000004. */
function withoutNoise(edge: number): number {
  return Number(edge.toPrecision(12));
}
