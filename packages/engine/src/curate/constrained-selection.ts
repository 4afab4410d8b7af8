import type { Work } from "../work.ts";
import { type Constraints, meetMinimums, Room } from "./constraints.ts";
import type { PickReasons } from "./explain.ts";
import type { OpenIndex } from "./open-index.ts";
import { steps } from "./pick-record.ts";
import type { SelectionProblem, StrategyPicks } from "./strategies.ts";

/** Picks of a strategy under constraints. */
export interface ConstrainedSelection extends PickReasons {
  picks: Int32Array;
  /** The share of far, rare samples that the strategy used; null for strategies without one. */
  edgeShare: number | null;
  /** What the constraints did to the selection. */
  notes: string[];
}

/**
 * Picks by a strategy under constraints: first what the minimums need, then by the strategy. Where it picks more than a maximum allows the
 * surplus is dropped and the strategy is asked again for as many, without the rows that have no room left, until the budget is spent.
 * @throws GleanerError `bad_request` naming constraints that contradict each other
 */
export async function selectConstrained(
  opened: OpenIndex,
  problem: SelectionProblem,
  constraints: Constraints,
  work: Work,
): Promise<ConstrainedSelection> {
  const room = new Room(constraints);
  const needed = meetMinimums(opened.loaded, constraints, problem.chosen, problem.budget, room);
  const parts: StrategyPicks[] = [];
  if (needed.rows.length > 0) {
    parts.push({
      rows: Int32Array.from(needed.rows),
      step: new Uint8Array(needed.rows.length).fill(steps.minimum),
      gain: Float32Array.from(needed.gain),
      displaced: new Int32Array(needed.rows.length).fill(-1),
      details: needed.details,
      edgeShare: null,
    });
  }
  const taken = new Set(needed.rows);
  while (taken.size < problem.budget) {
    const candidates = problem.candidates.filter((row) => !taken.has(row) && room.allows(row));
    if (candidates.length === 0) break;
    const chosen = taken.size === 0 ? problem.chosen : Int32Array.from([...problem.chosen, ...taken]);
    const budget = Math.min(problem.budget - taken.size, candidates.length);
    const found = await opened.select({ ...problem, candidates, chosen, budget }, work);
    if (found.rows.length === 0) break;
    const kept = keepAllowed(found, room);
    for (const row of kept.rows) taken.add(row);
    parts.push(kept);
  }
  const notes: string[] = [];
  if (taken.size < problem.budget) {
    const limits = constraints.maximums.map(({ text }) => text).join(" and ") || `strategy ${problem.strategy}`;
    notes.push(`Only ${taken.size} of ${problem.budget} could be picked: ${limits} leaves no room for more.`);
  }
  const hasDetails = parts.some(({ details }) => details !== null);
  return {
    picks: Int32Array.from(parts.flatMap(({ rows }) => [...rows])),
    step: Uint8Array.from(parts.flatMap(({ step }) => [...step])),
    gain: Float32Array.from(parts.flatMap(({ gain }) => [...gain])),
    displaced: Int32Array.from(parts.flatMap(({ displaced }) => [...displaced])),
    edgeShare: parts.find(({ edgeShare }) => edgeShare !== null)?.edgeShare ?? null,
    details: hasDetails ? parts.flatMap(({ rows, details }) => details ?? Array.from(rows, () => "")) : null,
    notes,
  };
}

function keepAllowed({ rows, step, gain, displaced, ...rest }: StrategyPicks, room: Room): StrategyPicks {
  const kept = [...rows.keys()].filter((at) => {
    const isAllowed = room.allows(rows[at]);
    if (isAllowed) room.take(rows[at]);
    return isAllowed;
  });
  return {
    ...rest,
    rows: Int32Array.from(kept, (at) => rows[at]),
    step: Uint8Array.from(kept, (at) => step[at]),
    gain: Float32Array.from(kept, (at) => gain[at]),
    displaced: Int32Array.from(kept, (at) => displaced[at]),
  };
}
