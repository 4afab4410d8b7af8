import type { Filter, FilterTerm, Unit } from "@gleaner/schema";
import type { FilterParameter } from "../catalog/filter-columns.ts";

/**
 * Rows that a term stands for: a table, or a query in parentheses, with the columns `number` (of a sample or an object, by `unit`)
 * and, where the term has a value, `value` (score or class). Its SQL is the catalog's own and holds no text of a user.
 */
export interface TermRelation {
  unit: Unit;
  /** With `?` for each parameter. */
  sql: string;
  parameters: readonly FilterParameter[];
}

/** A slice as filters see it: its members, or its rule with the datasets (none: all) and the space that the rule refers to. */
export type ResolvedSlice =
  | { kind: "static"; members: TermRelation }
  | { kind: "dynamic"; unit: Unit; filter: Filter; datasets: readonly string[]; space: number | null };

/** A part of a filter that gives a value for each sample or object. */
export type ScoredTerm = Exclude<FilterTerm, { kind: "slice" }>;

/** What a filter's terms mean. Look-ups are synchronous: `filterReferences` says beforehand what to read. */
export interface FilterContext {
  /** What the rows are: samples (default), or objects with their samples. */
  unit?: Unit;
  /** Id of the space whose scores `cluster`, `nn_distance` and their like are; null where there is none. */
  space: number | null;
  /** What the scores of a space are of; default: samples. */
  unitOf?(space: number | null): Unit;
  /** Throws `slice_not_found`. */
  slice(name: string): ResolvedSlice;
  /** Scores or predicted classes of a term, for the space. Throws `function_not_found`, `sample_not_found`, `model_not_found`. */
  values(term: ScoredTerm, space: number | null): TermRelation;
}
