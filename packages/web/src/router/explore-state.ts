import type { Lasso, SimilarTo, Unit } from "@gleaner/schema";
import { printShapes, readShapes } from "./shapes.ts";

/** A choice of values in one facet; null stands for samples without a value. */
export interface ValuesFacet {
  kind: "values";
  field: string;
  values: (string | null)[];
}

/** A range in one facet, both ends included; dates are milliseconds since 1970; null leaves an end open. */
export interface RangeFacet {
  kind: "range";
  field: string;
  min: number | null;
  max: number | null;
}

export type FacetChoice = ValuesFacet | RangeFacet;

/** What shares are compared with: even ones, those of all samples, of a split, slice or dataset, or shares as typed. */
export type BalanceTarget =
  | { kind: "even" }
  | { kind: "all" }
  | { kind: "split" | "slice" | "dataset"; name: string }
  | { kind: "custom"; shares: Record<string, number> };

/** How several examples of a search become one score. */
export type Aggregate = SimilarTo["aggregate"];

/** Everything that decides what the explore screen shows; the URL holds all of it. */
export interface ExploreState {
  /** What the rows are: whole samples, or the objects annotated in them. */
  unit: Unit;
  /** Empty: all datasets. */
  datasets: string[];
  /** Filter text as typed. */
  where: string;
  /** Words that every row must have, in path, labels, tags, metadata or text; empty: none. */
  words: string;
  facets: FacetChoice[];
  slice: string | null;
  /** Shapes drawn on the map of `space` over `datasets`. */
  lasso: { datasets: string[]; shapes: Lasso[] } | null;
  /** Ids of samples, objects or regions (`ID@left,top,width,height`) to be similar to, and to be unlike. */
  like: string[];
  unlike: string[];
  /** Keys of pictures to be similar to; the pictures themselves stay in the browser's tab. */
  pictures: string[];
  /** Words that pictures are to look like, for a space whose model reads text; empty: none. */
  described: string;
  /** How the similarities to several examples become one score. */
  aggregate: Aggregate;
  sort: string | null;
  seed: number;
  space: string;
  /** What the map is coloured by; null: chosen for the data. */
  color: string | null;
  map: boolean;
  /** The balance view in the place of the map: the field whose shares it compares, and with what; null: not shown. */
  balance: { field: string; target: BalanceTarget } | null;
  /** The sample of the open panel and its position in the view, where known. */
  sample: { id: string; at: number | null } | null;
}

export const emptyExplore: ExploreState = {
  unit: "sample",
  datasets: [],
  where: "",
  words: "",
  facets: [],
  slice: null,
  lasso: null,
  like: [],
  unlike: [],
  pictures: [],
  described: "",
  aggregate: "mean",
  sort: null,
  seed: 0,
  space: "default",
  color: null,
  map: true,
  balance: null,
  sample: null,
};

/** Whether the view is a similarity search. */
export function isSearching({ like, pictures, described }: ExploreState): boolean {
  return like.length + pictures.length > 0 || described !== "";
}

/** The space that a state searches and maps in: for objects `default` means their own. */
export function spaceOf({ unit, space }: Pick<ExploreState, "unit" | "space">): string {
  return unit === "object" && space === "default" ? "objects" : space;
}

/** A state without its similarity search. */
export const noSearch = {
  like: [],
  unlike: [],
  pictures: [],
  described: "",
  aggregate: "mean",
} satisfies Partial<ExploreState>;

/** Writes a state as query parameters; what is at its default is left out. */
export function printExplore(state: ExploreState): URLSearchParams {
  const query = new URLSearchParams();
  if (state.unit === "object") query.set("unit", "object");
  for (const name of state.datasets) query.append("dataset", name);
  if (state.where) query.set("where", state.where);
  if (state.words) query.set("words", state.words);
  for (const facet of state.facets) appendFacet(query, facet);
  if (state.slice !== null) query.set("slice", state.slice);
  if (state.lasso) {
    query.set("lasso", printShapes(state.lasso.shapes));
    for (const name of state.lasso.datasets) query.append("on", name);
  }
  for (const id of state.like) query.append("like", id);
  for (const id of state.unlike) query.append("unlike", id);
  for (const key of state.pictures) query.append("picture", key);
  if (state.described) query.set("described", state.described);
  if (state.aggregate !== "mean") query.set("aggregate", state.aggregate);
  if (state.sort) query.set("sort", state.sort);
  if (state.seed !== 0) query.set("seed", String(state.seed));
  if (state.space !== "default") query.set("space", state.space);
  if (state.color) query.set("color", state.color);
  if (!state.map) query.set("map", "0");
  if (state.balance) appendBalance(query, state.balance);
  if (state.sample) {
    query.set("sample", state.sample.id);
    if (state.sample.at !== null) query.set("at", String(state.sample.at));
  }
  return query;
}

/** Reads a state back; parameters that make no sense are left out. */
export function readExplore(query: URLSearchParams): ExploreState {
  const shapes = readShapes(query.get("lasso") ?? "");
  const sample = query.get("sample");
  return {
    unit: query.get("unit") === "object" ? "object" : "sample",
    datasets: query.getAll("dataset"),
    where: query.get("where") ?? "",
    words: query.get("words") ?? "",
    facets: readFacets(query),
    slice: query.get("slice"),
    lasso: shapes.length > 0 ? { datasets: query.getAll("on"), shapes } : null,
    like: query.getAll("like"),
    unlike: query.getAll("unlike"),
    pictures: query.getAll("picture"),
    described: query.get("described") ?? "",
    aggregate: readAggregate(query.get("aggregate")),
    sort: query.get("sort") || null,
    seed: naturalNumber(query.get("seed")) ?? 0,
    space: query.get("space") || "default",
    color: query.get("color") || null,
    map: query.get("map") !== "0",
    balance: readBalance(query),
    sample: sample ? { id: sample, at: naturalNumber(query.get("at")) } : null,
  };
}

function appendFacet(query: URLSearchParams, facet: FacetChoice): void {
  if (facet.kind === "range") {
    query.append(`range.${facet.field}`, `${facet.min ?? ""}..${facet.max ?? ""}`);
    return;
  }
  for (const value of facet.values) {
    if (value === null) query.append(`none.${facet.field}`, "1");
    else query.append(`is.${facet.field}`, value);
  }
}

function appendBalance(query: URLSearchParams, { field, target }: NonNullable<ExploreState["balance"]>): void {
  query.set("balance", field);
  if (target.kind === "even") return;
  query.set("against", "name" in target ? `${target.kind}:${target.name}` : target.kind);
  if (target.kind !== "custom") return;
  for (const [value, share] of Object.entries(target.shares)) query.append(`want.${value}`, String(share));
}

function readBalance(query: URLSearchParams): ExploreState["balance"] {
  const field = query.get("balance");
  return field ? { field, target: readTarget(query) } : null;
}

function readTarget(query: URLSearchParams): BalanceTarget {
  const against = query.get("against") ?? "";
  const [, kind, name] = /^(split|slice|dataset):(.+)$/s.exec(against) ?? [];
  if (kind === "split" || kind === "slice" || kind === "dataset") return { kind, name };
  if (against === "all") return { kind: "all" };
  if (against !== "custom") return { kind: "even" };
  const shares = [...query]
    .filter(([key, share]) => key.startsWith("want.") && Number(share) >= 0)
    .map(([key, share]) => [key.slice("want.".length), Number(share)] as const);
  return { kind: "custom", shares: Object.fromEntries(shares) };
}

function readFacets(query: URLSearchParams): FacetChoice[] {
  const facets = new Map<string, FacetChoice>();
  for (const [key, value] of query) {
    const [, kind, field] = /^(is|none|range)\.(.+)$/.exec(key) ?? [];
    if (!kind) continue;
    if (kind === "range") {
      const range = readRange(field, value);
      if (range) facets.set(field, range);
      continue;
    }
    const known = facets.get(field);
    const choice: ValuesFacet = known?.kind === "values" ? known : { kind: "values", field, values: [] };
    choice.values.push(kind === "none" ? null : value);
    facets.set(field, choice);
  }
  return [...facets.values()];
}

function readRange(field: string, text: string): RangeFacet | null {
  const parts = text.split("..");
  if (parts.length !== 2) return null;
  const [min, max] = parts.map((part) => (part === "" || !Number.isFinite(Number(part)) ? null : Number(part)));
  return min === null && max === null ? null : { kind: "range", field, min, max };
}

function readAggregate(text: string | null): Aggregate {
  return text === "max" || text === "min" || text === "fiftyone" ? text : "mean";
}

function naturalNumber(text: string | null): number | null {
  return text !== null && /^\d{1,10}$/.test(text) ? Number(text) : null;
}
