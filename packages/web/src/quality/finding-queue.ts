import type { Finding, FindingAction, FindingCounts, FindingState } from "@gleaner/schema";

/** One decision, as it can be taken back: what it was about and what it did. */
export interface Decision {
  /** Findings that it settled; the first is the one that was looked at. */
  ids: string[];
  action: FindingAction;
  class: string | null;
}

/** The queue as a person sees it: what is loaded, what was decided since, and where one is. */
export interface FindingQueue {
  findings: Finding[];
  /** Findings that the server holds beyond those decided here, by its latest answer. */
  total: number;
  /** Decisions since the queue was loaded, latest last. */
  trail: Decision[];
  /** Id of the finding that is looked at; null when there is none. */
  at: string | null;
}

export const emptyQueue: FindingQueue = { findings: [], total: 0, trail: [], at: null };

export type QueueStep =
  | { kind: "load"; findings: Finding[]; total: number; at: string | null }
  | { kind: "more"; findings: Finding[]; total: number }
  | { kind: "decide"; decision: Decision }
  | { kind: "take-back"; id: string }
  | { kind: "go"; id: string }
  | { kind: "step"; by: 1 | -1 };

function decidedIds({ trail }: FindingQueue): Set<string> {
  return new Set(trail.flatMap(({ ids }) => ids));
}

/** What is left to decide, in order. */
export function waiting(queue: FindingQueue): Finding[] {
  const decided = decidedIds(queue);
  return queue.findings.filter(({ id }) => !decided.has(id));
}

/** How many are left in all, also those not loaded yet. */
export function remaining({ total, trail }: FindingQueue): number {
  return Math.max(0, total - trail.reduce((sum, { ids }) => sum + ids.length, 0));
}

/** The finding that is looked at; null when all is decided. */
export function current(queue: FindingQueue): Finding | null {
  return queue.findings.find(({ id }) => id === queue.at) ?? null;
}

/** What a decision settles besides its own finding: deleting a sample settles everything about it. */
export function settledBy({ findings }: FindingQueue, finding: Finding, action: FindingAction): string[] {
  const gone = new Set(
    action === "delete" && finding.object === null
      ? [finding.sample]
      : action === "merge" && finding.kind === "duplicate"
        ? finding.related
        : [],
  );
  return [
    finding.id,
    ...findings.filter(({ id, sample }) => id !== finding.id && gone.has(sample)).map(({ id }) => id),
  ];
}

/** Counts after one finding went from a state to another. */
export function recounted(known: FindingCounts, finding: Finding, from: FindingState, to: FindingState): FindingCounts {
  const opened = (to === "open" ? 1 : 0) - (from === "open" ? 1 : 0);
  return {
    counts: { ...known.counts, [finding.kind]: known.counts[finding.kind] + opened },
    issues: known.issues.map((issue) =>
      issue.kind === finding.kind && issue.issue === finding.issue && from !== to
        ? { ...issue, [from]: issue[from] - 1, [to]: issue[to] + 1 }
        : issue,
    ),
  };
}

/** The queue after a step. Deciding goes on to the next; taking back goes to what was decided. */
export function stepped(queue: FindingQueue, step: QueueStep): FindingQueue {
  switch (step.kind) {
    case "load": {
      const at = step.findings.find(({ id }) => id === step.at) ?? step.findings[0];
      return { findings: step.findings, total: step.total, trail: [], at: at?.id ?? null };
    }
    case "more": {
      const known = new Set(queue.findings.map(({ id }) => id));
      const fresh = step.findings.filter(({ id }) => !known.has(id));
      const findings = [...queue.findings, ...fresh];
      const settled = queue.trail.reduce((sum, { ids }) => sum + ids.length, 0);
      return { ...queue, findings, total: step.total + settled, at: queue.at ?? fresh[0]?.id ?? null };
    }
    case "decide": {
      const next = { ...queue, trail: [...queue.trail, step.decision] };
      return { ...next, at: step.decision.ids.includes(queue.at ?? "") ? following(next, queue.at) : queue.at };
    }
    case "take-back":
      return { ...queue, trail: queue.trail.filter(({ ids }) => ids[0] !== step.id), at: step.id };
    case "go":
      return { ...queue, at: step.id };
    case "step": {
      const left = waiting(queue);
      const at = left.findIndex(({ id }) => id === queue.at);
      return { ...queue, at: left[Math.min(left.length - 1, Math.max(0, at + step.by))]?.id ?? null };
    }
  }
}

/** The first waiting finding after one, else the last before it. */
function following(queue: FindingQueue, id: string | null): string | null {
  const decided = decidedIds(queue);
  const from = queue.findings.findIndex((finding) => finding.id === id);
  const isWaiting = (finding: Finding) => !decided.has(finding.id);
  const next = queue.findings.slice(from + 1).find(isWaiting) ?? queue.findings.slice(0, from).findLast(isWaiting);
  return next?.id ?? null;
}
