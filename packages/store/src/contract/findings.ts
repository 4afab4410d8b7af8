import type { Finding, FindingCounts, FindingKind, FindingState } from "@gleaner/schema";
import type { Change } from "./events.ts";
import type { SampleLabels } from "./labels.ts";
import type { ObjectDraft } from "./objects.ts";
import type { SampleQuery } from "./samples.ts";

/** A finding as the engine computes it; samples and objects by number. */
export interface FindingInput
  extends Pick<
    Finding,
    | "id"
    | "kind"
    | "issue"
    | "score"
    | "priority"
    | "label"
    | "suggested"
    | "reason"
    | "relatedUnit"
    | "box"
    | "actions"
  > {
  sample: number;
  object: number | null;
  related: readonly number[];
  /** What it rests on: a finding that was accepted comes back when this has changed. */
  basis: string;
}

export interface StoredFinding extends FindingInput {
  state: FindingState;
}

/** What a search for findings of one kind rested on and said. */
export interface FindingScan {
  /** Datasets that were looked at together, sorted. */
  datasets: readonly string[];
  fingerprint: string;
  /** Notes and counts, for the next call that finds nothing changed. */
  document: Record<string, unknown>;
}

export interface FindingQuery extends SampleQuery {
  kinds?: readonly FindingKind[];
  issues?: readonly string[];
  states?: readonly FindingState[];
  /** Number of a sample that they are about or that is among `related`. */
  about?: number;
}

export interface FindingPage extends FindingQuery {
  /** Highest first. */
  order: "priority" | "score";
  start: number;
  count: number;
}

/** What decisions on findings change, all in one event. */
export interface Resolution {
  /** One sentence in the past tense. */
  summary: string;
  states: readonly { id: string; state: FindingState }[];
  /** Human labels of samples. */
  labels?: readonly SampleLabels[];
  /** Samples to delete. */
  deletions?: readonly number[];
  splits?: readonly { number: number; split: string }[];
  /** Objects to change by hand; `null` deletes. */
  objects?: readonly { number: number; change: Partial<Pick<ObjectDraft, "class" | "box">> | null }[];
  /** Objects to draw, by the number of their sample. */
  drawn?: readonly { sample: number; object: ObjectDraft }[];
  /** Tags to add. */
  tags?: readonly { number: number; tag: string }[];
}

export interface ResolutionOutcome {
  changed: number;
  relabeled: number;
  deleted: number;
  moved: number;
}

/** What was found about the quality of the data, and what was decided about it. */
export interface Findings {
  /**
   * Replaces the findings of a kind in some datasets. Decisions stand: what is ignored stays ignored, what was accepted stays so while its
   * basis is the same; what was fixed and is found again is open. Open ones that are not found again go.
   */
  replace(kind: FindingKind, scan: FindingScan, found: readonly FindingInput[]): Promise<void>;
  /** The last search for a kind in exactly these datasets, unless a later one has replaced some of its findings. */
  scan(kind: FindingKind, datasets: readonly string[]): Promise<FindingScan | null>;
  list(page: FindingPage): Promise<{ total: number; findings: Finding[] }>;
  /** Counts by kind and issue; `states` is not heeded. */
  counts(query: FindingQuery): Promise<FindingCounts>;
  /** In the order of `ids`. Throws `finding_not_found` naming the first unknown ids. */
  get(ids: readonly string[]): Promise<StoredFinding[]>;
  /** Every finding of a kind that was decided on, in some datasets (none: all). */
  decided(kind: FindingKind, datasets: readonly string[]): Promise<StoredFinding[]>;
  /** How many findings of each issue were decided on so far, and how many of them were right. */
  decisions(): Promise<{ kind: FindingKind; issue: string; right: number; decided: number }[]>;
  /** Carries out decisions, undoably. Findings of groups that no longer have two members count as fixed. */
  resolve(resolution: Resolution, change?: Change): Promise<ResolutionOutcome>;
}

/** A pair of samples that somebody called near-duplicates, or not. */
export interface DuplicateAnswer {
  a: number;
  b: number;
  isDuplicate: boolean;
}

/** From which distance on pairs of a space count as near-duplicates, and the answers that say so. */
export interface DuplicateThresholds {
  answers(space: string): Promise<DuplicateAnswer[]>;
  /** Adds answers, replacing those of the same pairs; `forget` takes answers back. */
  answer(space: string, answers: readonly DuplicateAnswer[], forget?: readonly [number, number][]): Promise<void>;
  /** What was settled for a space; null: nothing. */
  get(space: string): Promise<{ distance: number; document: Record<string, unknown> } | null>;
  /** Settles it, or with null goes back to none. */
  set(space: string, settled: { distance: number; document: Record<string, unknown> } | null): Promise<void>;
}
