import type { Unit } from "@gleaner/schema";
import { type ExploreState, emptyExplore, printExplore, readExplore } from "./explore-state.ts";
import { emptyQuality, printQuality, type QualityState, readQuality } from "./quality-state.ts";

/** What a new curation starts from. */
export interface CurationStart {
  unit: Unit;
  datasets: string[];
  where: string;
  slice: string | null;
  /** Null: the first one. */
  goal: string | null;
  /** The mix that a balance aims at: as many of each value of a field, or shares in percent; null: of labels, as many of each. */
  target?: { field: string; shares: Record<string, number> | "uniform" } | null;
  /** A count, or a share such as `10%`; null: as usual. */
  budget: string | null;
  /** A run whose recipe fills the form in; the rest counts only without one. */
  again: string | null;
}

/** What is shown of a run. */
export type RunView = "report" | "picks" | "map";

/** Every place of the application. */
export type Route =
  | { screen: "datasets" }
  | { screen: "explore"; explore: ExploreState }
  | { screen: "slices" }
  | { screen: "functions" }
  | { screen: "function"; name: string }
  | { screen: "curations" }
  | { screen: "new-curation"; start: CurationStart }
  | { screen: "curation"; run: string; show: RunView }
  | { screen: "compare"; a: string; b: string }
  | { screen: "quality"; quality: QualityState }
  | { screen: "jobs" }
  | { screen: "guide"; page: string }
  | { screen: "not-found"; path: string };

/** The explore screen with some of its state set. */
export function explore(state: Partial<ExploreState> = {}): Route {
  return { screen: "explore", explore: { ...emptyExplore, ...state } };
}

/** The queue of findings with some of its state set. */
export function quality(state: Partial<QualityState> = {}): Route {
  return { screen: "quality", quality: { ...emptyQuality, ...state } };
}

/** The form of a new curation, filled in as far as known. */
export function newCuration(start: Partial<CurationStart> = {}): Route {
  return {
    screen: "new-curation",
    start: {
      unit: "sample",
      datasets: [],
      where: "",
      slice: null,
      goal: null,
      target: null,
      budget: null,
      again: null,
      ...start,
    },
  };
}

/** The address of a place: path and query. */
export function printRoute(route: Route): string {
  switch (route.screen) {
    case "datasets":
      return "/datasets";
    case "explore":
      return withQuery("/explore", printExplore(route.explore));
    case "slices":
      return "/slices";
    case "functions":
      return "/functions";
    case "function":
      return `/functions/${encodeURIComponent(route.name)}`;
    case "curations":
      return "/curate";
    case "new-curation":
      return withQuery("/curate/new", printStart(route.start));
    case "curation":
      return `/curate/runs/${encodeURIComponent(route.run)}${route.show === "report" ? "" : `?show=${route.show}`}`;
    case "compare":
      return withQuery("/curate/compare", new URLSearchParams({ a: route.a, b: route.b }));
    case "quality":
      return withQuery("/quality", printQuality(route.quality));
    case "jobs":
      return "/jobs";
    case "guide":
      return `/guide/${encodeURIComponent(route.page)}`;
    case "not-found":
      return route.path;
  }
}

/** The place of an address. */
export function readRoute(path: string, search: string): Route {
  const query = new URLSearchParams(search);
  switch (path.length > 1 ? path.replace(/\/$/, "") : path) {
    case "/":
    case "/datasets":
      return { screen: "datasets" };
    case "/explore":
      return { screen: "explore", explore: readExplore(query) };
    case "/slices":
      return { screen: "slices" };
    case "/functions":
      return { screen: "functions" };
    case "/curate":
      return { screen: "curations" };
    case "/curate/new":
      return { screen: "new-curation", start: readStart(query) };
    case "/curate/compare":
      return { screen: "compare", a: query.get("a") ?? "", b: query.get("b") ?? "" };
    case "/quality":
      return { screen: "quality", quality: readQuality(query) };
    case "/jobs":
      return { screen: "jobs" };
  }
  const [, place, part] = /^\/(curate\/runs|functions|guide)\/([^/]+)$/.exec(path) ?? [];
  const name = part === undefined ? null : decoded(part);
  if (name === null) return { screen: "not-found", path };
  if (place === "guide") return { screen: "guide", page: name };
  return place === "functions" ? { screen: "function", name } : runRoute(name, query.get("show"));
}

/** One run, its report where nothing else is asked for. */
export function runRoute(run: string, show: string | null = null): Route {
  return { screen: "curation", run, show: show === "picks" || show === "map" ? show : "report" };
}

function withQuery(path: string, query: URLSearchParams): string {
  return query.size > 0 ? `${path}?${query}` : path;
}

function printStart({ unit, datasets, where, slice, goal, target, budget, again }: CurationStart): URLSearchParams {
  if (again !== null) return new URLSearchParams({ again });
  const query = new URLSearchParams(datasets.map((name) => ["dataset", name]));
  if (unit === "object") query.set("unit", unit);
  if (where) query.set("where", where);
  if (slice !== null) query.set("slice", slice);
  if (goal !== null) query.set("goal", goal);
  if (target) {
    query.set("balance", target.field);
    const shares = target.shares === "uniform" ? {} : target.shares;
    for (const [value, share] of Object.entries(shares)) query.append(`want.${value}`, String(share));
  }
  if (budget !== null) query.set("budget", budget);
  return query;
}

function readStart(query: URLSearchParams): CurationStart {
  return {
    unit: query.get("unit") === "object" ? "object" : "sample",
    datasets: query.getAll("dataset"),
    where: query.get("where") ?? "",
    slice: query.get("slice"),
    goal: query.get("goal"),
    target: readTarget(query),
    budget: query.get("budget"),
    again: query.get("again"),
  };
}

function readTarget(query: URLSearchParams): CurationStart["target"] {
  const field = query.get("balance");
  if (!field) return null;
  const shares = [...query]
    .filter(([key, share]) => key.startsWith("want.") && Number(share) >= 0)
    .map(([key, share]) => [key.slice("want.".length), Number(share)] as const);
  return { field, shares: shares.length > 0 ? Object.fromEntries(shares) : "uniform" };
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
