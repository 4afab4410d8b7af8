import type { Work } from "../work.ts";
import type { OpenIndex } from "./open-index.ts";
import { furtherPicks } from "./saturation.ts";
import type { SelectionProblem } from "./strategies.ts";

/** The rows that a strategy would pick after `picks`, as many as a report tells the value of. Constraints are not looked at. */
export async function nextPicks(
  opened: OpenIndex,
  { picks, ...problem }: Omit<SelectionProblem, "budget"> & { picks: Int32Array },
  work: Work,
): Promise<Int32Array> {
  const picked = new Set(picks);
  const candidates = problem.candidates.filter((row) => !picked.has(row));
  const budget = Math.min(Math.max(...furtherPicks), candidates.length);
  if (budget === 0) return new Int32Array(0);
  const chosen = Int32Array.from([...problem.chosen, ...picks]);
  const { rows } = await opened.select({ ...problem, candidates, chosen, budget }, work);
  return rows;
}
