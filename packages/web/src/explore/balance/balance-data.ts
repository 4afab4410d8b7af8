import type { Facet } from "@gleaner/schema";
import type { BalanceTarget, FacetChoice } from "../../router/explore-state.ts";
import { formatNumber } from "../../ui/format.ts";
import { valueLabel } from "../field-names.ts";

/** Samples that share a value, or whose number lies in one bin. */
export interface Group {
  /** The value, or the bounds of the bin. */
  key: string;
  name: string;
  count: number;
  /** Narrows to these samples. */
  choice: FacetChoice;
}

/** A group beside what is wished of it. */
export interface BalanceRow extends Group {
  /** Of the samples that have a value, 0..1. */
  share: number;
  wished: number;
  /** Samples too many (above 0) or missing to the wished share of as many samples as there are. */
  surplus: number;
}

export interface Balance {
  rows: BalanceRow[];
  /** Samples with a value. */
  total: number;
  /** Samples without one. */
  missing: number;
  /** Share of the samples that would have to have another value to meet the wish: total variation distance, 0..1. */
  distance: number;
  /** Entropy of the shares beside that of even ones (Pielou 1966), 0..1; null for fewer than two groups. */
  evenness: number | null;
}

/** The groups of a facet that have a value, and how many samples have none. */
export function groupsOf(facet: Facet): { groups: Group[]; missing: number } {
  const { field } = facet;
  if (facet.kind === "histogram") {
    const groups = facet.counts.map((count, at): Group => {
      const [min, max] = [facet.edges[at], facet.edges[at + 1]];
      const key = `${min}..${max}`;
      const format = (value: number) =>
        facet.type === "date" ? new Date(value).toISOString().slice(0, 10) : formatNumber(value);
      return { key, name: `${format(min)} to ${format(max)}`, count, choice: { kind: "range", field, min, max } };
    });
    return { groups, missing: facet.missing };
  }
  const groups = facet.values.flatMap(({ value, count }): Group[] =>
    value === null
      ? []
      : [{ key: value, name: valueLabel(field, value), count, choice: { kind: "values", field, values: [value] } }],
  );
  return { groups, missing: facet.values.find(({ value }) => value === null)?.count ?? 0 };
}

/**
 * The groups beside a target. `other` are the groups of what the target names: groups that only it has are listed too, with none here.
 */
export function balanceOf(facet: Facet, target: BalanceTarget, other: Facet | null): Balance {
  const { groups, missing } = groupsOf(facet);
  const elsewhere = other ? groupsOf(other).groups : [];
  const known = new Set(groups.map(({ key }) => key));
  const all = [...groups, ...elsewhere.filter(({ key }) => !known.has(key)).map((group) => ({ ...group, count: 0 }))];
  const total = all.reduce((sum, { count }) => sum + count, 0);
  const wish = wishesOf(all, target, elsewhere);
  const wished = all.reduce((sum, { key }) => sum + (wish.get(key) ?? 0), 0);
  const rows = all.map((group): BalanceRow => {
    const share = total === 0 ? 0 : group.count / total;
    const due = wished === 0 ? 0 : (wish.get(group.key) ?? 0) / wished;
    return { ...group, share, wished: due, surplus: Math.round(group.count - due * total) };
  });
  return {
    rows,
    total,
    missing,
    distance: rows.reduce((sum, { share, wished: due }) => sum + Math.abs(share - due), 0) / 2,
    evenness: evennessOf(rows.map(({ share }) => share)),
  };
}

function wishesOf(all: Group[], target: BalanceTarget, elsewhere: Group[]): Map<string, number> {
  if (target.kind === "even") return new Map(all.map(({ key }) => [key, 1]));
  if (target.kind === "custom") return new Map(Object.entries(target.shares));
  return new Map(elsewhere.map(({ key, count }) => [key, count]));
}

function evennessOf(shares: number[]): number | null {
  const present = shares.filter((share) => share > 0);
  if (shares.length < 2 || present.length === 0) return null;
  const entropy = present.reduce((sum, share) => sum - share * Math.log(share), 0);
  return entropy / Math.log(shares.length);
}
