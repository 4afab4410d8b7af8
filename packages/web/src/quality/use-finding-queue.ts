import {
  type Finding,
  type FindingAction,
  type FindingCounts,
  type FindingState,
  type RequestOf,
  type ResultOf,
  stateAfter,
} from "@gleaner/schema";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useReducer, useRef, useState } from "react";
import { client } from "../api/client.ts";
import { onRecovery } from "../api/connection.ts";
import { refreshAfterChange } from "../api/queries.ts";
import { announce, announceChange, announceFailure, withdrawUndo } from "../toast/toasts.ts";
import { current, emptyQueue, recounted, remaining, settledBy, stepped, waiting } from "./finding-queue.ts";
import { actionWords } from "./kinds.ts";

const pageLength = 200;
/** So many findings ahead of the present one are loaded before one gets there. */
const ahead = 40;
/** What else is on screen is asked for again when so many milliseconds passed without a decision. */
const calm = 1500;

const nothing: Finding[] = [];

type ListRequest = Omit<RequestOf<"listFindings">, "start" | "count">;

/**
 * A queue of findings to go through. Decisions show at once and are sent one after the other; one that the server refuses comes back
 * with what went wrong. `takeBack` undoes the latest.
 */
export function useFindingQueue(request: ListRequest, wanted: string | null) {
  const queryClient = useQueryClient();
  const [queue, dispatch] = useReducer(stepped, emptyQueue);
  const [counts, setCounts] = useState<FindingCounts | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [loads, setLoads] = useState(0);
  const [loaded, setLoaded] = useState<string | null>(null);
  const latest = useRef(queue);
  latest.current = queue;
  const sent = useRef(new Map<string, Promise<ResultOf<"resolveFindings"> | null>>());
  const chain = useRef<Promise<unknown>>(Promise.resolve());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const key = JSON.stringify(request);
  const first = useRef(wanted);

  const reload = useCallback(() => setLoads((count) => count + 1), []);
  useEffect(() => onRecovery(reload), [reload]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the request; loads asks anew
  useEffect(() => {
    const controller = new AbortController();
    setError(null);
    const load = async () => {
      await chain.current;
      const { signal } = controller;
      const [page, all] = await Promise.all([
        client.call("listFindings", { ...request, start: 0, count: pageLength }, { signal }),
        client.call("listFindings", { ...request, kinds: [], issues: [], start: 0, count: 0 }, { signal }),
      ]);
      if (signal.aborted) return;
      setCounts({ counts: all.counts, issues: all.issues });
      setLoaded(key);
      dispatch({ kind: "load", findings: page.findings, total: page.total, at: first.current });
      first.current = null;
    };
    load().catch((failure: unknown) => {
      if (!controller.signal.aborted) setError(failure);
    });
    return () => controller.abort();
  }, [key, loads]);

  const isLoaded = loaded === key;
  const left = isLoaded ? waiting(queue) : nothing;
  const at = left.findIndex(({ id }) => id === queue.at);
  const wantsMore = isLoaded && left.length < remaining(queue) && left.length - at < ahead;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the request; left.length for the queue
  useEffect(() => {
    if (!wantsMore) return;
    const controller = new AbortController();
    client
      .call("listFindings", { ...request, start: left.length, count: pageLength }, { signal: controller.signal })
      .then((page) => {
        if (!controller.signal.aborted) dispatch({ kind: "more", findings: page.findings, total: page.total });
      })
      .catch((failure: unknown) => {
        if (!controller.signal.aborted) setError(failure);
      });
    return () => controller.abort();
  }, [wantsMore, key]);

  /** Goes on when the screen is left: what comes next must not show what was before the decisions. */
  function refreshSoon(): void {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void refreshAfterChange(queryClient, { snapshots: true }), calm);
  }

  function recount(finding: Finding, from: FindingState, to: FindingState): void {
    setCounts((known) => known && recounted(known, finding, from, to));
  }

  function decide(finding: Finding, action: FindingAction, className: string | null = null): void {
    const ids = settledBy(latest.current, finding, action);
    const after = stateAfter[action];
    dispatch({ kind: "decide", decision: { ids, action, class: className } });
    recount(finding, finding.state, after);
    const sending = chain.current.then(() =>
      client.call("resolveFindings", { ids: [finding.id], action, class: className ?? undefined }),
    );
    const settled = sending.catch((failure: unknown) => {
      announceFailure(failure);
      dispatch({ kind: "take-back", id: finding.id });
      recount(finding, after, finding.state);
      return null;
    });
    sent.current.set(finding.id, settled);
    chain.current = settled.then(refreshSoon);
    const to = action === "relabel" ? ` ${className ?? finding.suggested ?? ""}` : "";
    announceChange(`${actionWords[action].done}${to}`, takeBack);
  }

  async function takeBack(): Promise<void> {
    const decision = latest.current.trail.at(-1);
    if (!decision) return;
    const [id] = decision.ids;
    const finding = latest.current.findings.find((one) => one.id === id);
    withdrawUndo();
    dispatch({ kind: "take-back", id });
    if (finding) recount(finding, stateAfter[decision.action], finding.state);
    // Taken now: the same finding may be decided anew before the server has answered, and that decision waits for this one.
    const decided = sent.current.get(id);
    sent.current.delete(id);
    const undoing = chain.current.then(async () => {
      const result = await decided;
      // A decision without effect left no event: an undo would take back something else.
      if (result && result.changed > 0) await client.call("undo", {});
    });
    chain.current = undoing.then(refreshSoon, announceFailure);
    await undoing.then(
      () => announce("Taken back"),
      () => reload(),
    );
  }

  return {
    /** The finding that is looked at; null when all is decided or while the queue is loading. */
    finding: isLoaded ? current(queue) : null,
    isLoaded,
    remaining: remaining(queue),
    waiting: left,
    counts,
    error,
    /** Whether a decision can be taken back here. */
    canTakeBack: queue.trail.length > 0,
    decide,
    takeBack,
    go: (id: string) => dispatch({ kind: "go", id }),
    step: (by: 1 | -1) => dispatch({ kind: "step", by }),
    reload,
  };
}
