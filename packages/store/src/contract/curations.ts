import type { Curation } from "@gleaner/schema";
import type { Change } from "./events.ts";

export interface CurationInput extends Omit<Curation, "created"> {
  recipe: Record<string, unknown>;
  metrics: Record<string, number>;
  /** Anything that the report is made from. */
  outcome: Record<string, unknown>;
  /** Path of the HTML report, or null. */
  report: string | null;
}

export interface StoredCuration extends Curation {
  recipe: Record<string, unknown>;
  metrics: Record<string, number>;
  outcome: Record<string, unknown>;
  report: string | null;
}

/** The Auto-Curate runs. */
export interface Curations {
  /** Newest first; with a dataset only runs over it. */
  list(dataset?: string): Promise<Curation[]>;
  /** Throws `curation_not_found`. */
  get(run: string): Promise<StoredCuration>;
  /** A free run name, `<goal>-<number>`. */
  nextRun(goal: string): Promise<string>;
  write(curation: CurationInput, change?: Change): Promise<void>;
  setReport(run: string, report: string): Promise<void>;
  delete(run: string, change?: Change): Promise<void>;
}
