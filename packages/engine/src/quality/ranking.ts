import { createHash } from "node:crypto";
import type { FindingInput } from "@gleaner/store";
import type { Draft } from "./scan.ts";

/** What is known of an issue before anybody has looked: the share of such findings that are right, and the seconds that a look takes. */
interface Issue {
  right: number;
  seconds: number;
}

/**
 * Prior shares and times. The shares of `wrong_label` and `wrong_class` are near 1, because their scores are probabilities
 * themselves; those of image properties are low, because a dark image is rarely a mistake.
 */
const issues: Record<string, Issue> = {
  wrong_label: { right: 0.95, seconds: 3 },
  missing_label: { right: 0.7, seconds: 3 },
  exact_duplicate: { right: 1, seconds: 1.5 },
  near_duplicate: { right: 0.9, seconds: 3 },
  split_leak: { right: 0.9, seconds: 3 },
  label_conflict: { right: 0.8, seconds: 4 },
  group_leak: { right: 0.9, seconds: 4 },
  unreadable: { right: 0.95, seconds: 1.5 },
  dark: { right: 0.5, seconds: 1.5 },
  light: { right: 0.5, seconds: 1.5 },
  blurry: { right: 0.4, seconds: 1.5 },
  low_information: { right: 0.5, seconds: 1.5 },
  odd_aspect_ratio: { right: 0.3, seconds: 1.5 },
  odd_size: { right: 0.2, seconds: 1.5 },
  grayscale: { right: 0.1, seconds: 1.5 },
  outlier: { right: 0.2, seconds: 3 },
  duplicate_box: { right: 0.95, seconds: 2 },
  nested_box: { right: 0.4, seconds: 3 },
  out_of_image: { right: 0.8, seconds: 2 },
  sliver: { right: 0.7, seconds: 2 },
  size_outlier: { right: 0.2, seconds: 3 },
  aspect_outlier: { right: 0.2, seconds: 3 },
  wrong_class: { right: 0.95, seconds: 3 },
  background: { right: 0.3, seconds: 3 },
  missing_object: { right: 0.4, seconds: 5 },
  misplaced: { right: 0.6, seconds: 4 },
  overlooked: { right: 0.8, seconds: 3 },
  badloc: { right: 0.6, seconds: 4 },
  swap: { right: 0.9, seconds: 3 },
  mistakenness: { right: 0.8, seconds: 3 },
  mistakenness_loc: { right: 0.5, seconds: 4 },
  possible_missing: { right: 0.7, seconds: 3 },
  possible_spurious: { right: 0.4, seconds: 3 },
};
const unknownIssue: Issue = { right: 0.5, seconds: 3 };

/** Decisions that the prior share weighs as much as. */
const priorDecisions = 10;
/** Seconds for each further fix of one decision: the group is looked through. */
const secondsPerFurther = 0.5;

/** Decisions on an issue so far. */
export interface Decisions {
  issue: string;
  right: number;
  decided: number;
}

/**
 * Expected fixes per minute of looking: 60 x probability x fixes / seconds. The probability is the finding's score times the share of such
 * findings that are right, which starts at a prior and moves with the decisions made; a group takes longer than a single sample.
 */
export function expectedFixes(
  draft: Pick<Draft, "issue" | "score" | "fixes">,
  decisions: readonly Decisions[],
): number {
  const { right, seconds } = issues[draft.issue] ?? unknownIssue;
  const known = decisions.find(({ issue }) => issue === draft.issue);
  const share = (right * priorDecisions + (known?.right ?? 0)) / (priorDecisions + (known?.decided ?? 0));
  const fixes = draft.fixes ?? 1;
  return (60 * draft.score * share * fixes) / (seconds + secondsPerFurther * (fixes - 1));
}

/** Gives a draft its identity, its rank and its basis. */
export function completed(draft: Draft, decisions: readonly Decisions[]): FindingInput {
  const { fixes: _, basis = "", relatedUnit = "sample", object = null, box = null, ...rest } = draft;
  return {
    ...rest,
    relatedUnit,
    object,
    box,
    id: identityOf(draft),
    priority: expectedFixes(draft, decisions),
    basis: [basis, draft.label, draft.suggested].join("\u0001"),
  };
}

/** A finding is the same when kind, issue and subject are: of groups all members, of doubts about one class of several the class. */
function identityOf({ kind, issue, sample, object = null, related, label, suggested }: Draft): string {
  const isGroup = kind === "duplicate" || kind === "leak";
  const members = isGroup ? [object ?? sample, ...related].sort((a, b) => a - b) : [object ?? sample];
  const detail =
    issue === "missing_label" || issue === "missing_object" ? suggested : issue === "wrong_label" ? label : null;
  return createHash("sha256")
    .update(JSON.stringify([kind, issue, members, detail]))
    .digest("hex")
    .slice(0, 20);
}
