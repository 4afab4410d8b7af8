import { type FindingKind, findingKindSchema } from "@gleaner/schema";

/** Everything that decides what the quality screen shows; the URL holds all of it. */
export interface QualityState {
  /** Null: the first kind that has something to decide. */
  kind: FindingKind | null;
  /** Empty: all datasets. */
  datasets: string[];
  /** Filter text. */
  where: string;
  slice: string | null;
  /** Empty: all issues of the kind. */
  issues: string[];
  /** Findings that wait, or those that were decided. */
  show: "open" | "decided";
  /** Id of the finding that is looked at; null: the first. */
  finding: string | null;
}

export const emptyQuality: QualityState = {
  kind: null,
  datasets: [],
  where: "",
  slice: null,
  issues: [],
  show: "open",
  finding: null,
};

/** Writes a state as query parameters; what is at its default is left out. */
export function printQuality(state: QualityState): URLSearchParams {
  const query = new URLSearchParams();
  if (state.kind) query.set("kind", state.kind);
  for (const name of state.datasets) query.append("dataset", name);
  if (state.where) query.set("where", state.where);
  if (state.slice !== null) query.set("slice", state.slice);
  for (const issue of state.issues) query.append("issue", issue);
  if (state.show === "decided") query.set("show", "decided");
  if (state.finding !== null) query.set("finding", state.finding);
  return query;
}

/** Reads a state back; parameters that make no sense are left out. */
export function readQuality(query: URLSearchParams): QualityState {
  return {
    kind: findingKindSchema.safeParse(query.get("kind")).data ?? null,
    datasets: query.getAll("dataset"),
    where: query.get("where") ?? "",
    slice: query.get("slice"),
    issues: query.getAll("issue"),
    show: query.get("show") === "decided" ? "decided" : "open",
    finding: query.get("finding"),
  };
}
