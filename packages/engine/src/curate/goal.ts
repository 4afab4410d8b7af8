import type { ParsedRequestOf } from "@gleaner/schema";
import type { EngineContext } from "../context.ts";
import type { LoadedIndex } from "../indexes/index-cache.ts";
import type { Headline, Metric, SplitTable } from "../report/index.ts";
import type { Work } from "../work.ts";
import type { OpenIndex } from "./open-index.ts";
import type { Pool } from "./pool.ts";
import type { Choice } from "./strategies.ts";

/** What every goal works with. Rows everywhere are those of the loaded index. */
export interface GoalRun {
  context: EngineContext;
  loaded: LoadedIndex;
  /** The same index, for selections and comparisons. */
  opened: OpenIndex;
  request: ParsedRequestOf<"curate">;
  work: Work;
}

/** A slice that a run makes. */
export interface SlicePart {
  /** Added to the run's slice name; empty for the main slice. */
  suffix: string;
  description: string;
  rows: Int32Array;
  /** Samples that the index does not hold, by number. */
  others?: Int32Array;
}

/** A goal's own figures: the one that the run is judged by, and further ones. */
export interface GoalFigures {
  headline: Headline;
  metrics: Metric[];
  /** The same figures of another selection from the pool, by key. */
  valuesOf?: (picks: Int32Array) => Record<string, number>;
}

/** What a goal decided, before it is measured, reported and written. */
export interface GoalPlan {
  /** The report's title without the datasets: `What to label next`. */
  title: string;
  pool: Pool;
  /** Picks that were wanted. */
  budget: number;
  choice: Choice;
  slices: SlicePart[];
  /** Values of the field `split` that the request may ask to set (`assign`). */
  splitOf?: { split: string; rows: Int32Array }[];
  /** Other strategies at the same budget. */
  baselines: readonly { strategy: string; label: string; picks: Int32Array }[];
  /** The goal's figures beside those of random selections; null: coverage is the headline. */
  figures: ((draws: readonly Int32Array[]) => GoalFigures | Promise<GoalFigures>) | null;
  /** Whether the figures of coverage speak for or against the run, or are only shown. */
  coverage: "judged" | "shown";
  /** Picks that would come next, as far as they are known; null where the order of the picks means nothing, so that there is no curve. */
  next: Int32Array | null;
  /** Whether the first picks matter most, so that the report shows those. */
  isRanking: boolean;
  /** Goal split: the parts and their certificate. */
  splits?: SplitTable;
  /** Wished-for shares by field. */
  targets?: Record<string, Record<string, number>>;
  warnings: string[];
}

/** Plans a run. @throws GleanerError for a request that does not fit the goal or the data */
export type PlanGoal = (run: GoalRun) => Promise<GoalPlan>;
