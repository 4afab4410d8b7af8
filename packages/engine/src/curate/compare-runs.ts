import type { ResultOf } from "@gleaner/schema";
import type { StoredCuration } from "@gleaner/store";
import { pickedNumbers } from "./pick-record.ts";
import { runFacts } from "./run-facts.ts";

/** What two runs have in common and what differs: picks, recipe, inputs and figures. */
export function compareRuns(a: StoredCuration, b: StoredCuration): ResultOf<"compareCurations"> {
  const picked = new Set(pickedNumbers(a.outcome));
  const other = new Set(pickedNumbers(b.outcome));
  const onlyB = [...other].filter((number) => !picked.has(number));
  const shared = other.size - onlyB.length;
  const union = picked.size + onlyB.length;
  const [before, after] = [runFacts(a.outcome), runFacts(b.outcome)];
  const { newest } = before;
  const keys = keysOf(a.recipe, b.recipe);
  return {
    a: listed(a),
    b: listed(b),
    shared,
    onlyA: picked.size - shared,
    onlyB: onlyB.length,
    jaccard: union > 0 ? shared / union : 1,
    newInB: newest === null ? null : onlyB.filter((number) => number > newest).length,
    recipe: keys
      .map((key) => ({ key, a: asText(a.recipe[key]), b: asText(b.recipe[key]) }))
      .filter((entry) => entry.a !== entry.b),
    sameInputs: keysOf(before.inputs, after.inputs).every((key) => before.inputs[key] === after.inputs[key]),
    pool: { a: before.pool, b: after.pool },
    metrics: keysOf(a.metrics, b.metrics).map((key) => ({ key, a: a.metrics[key] ?? null, b: b.metrics[key] ?? null })),
  };
}

/** A run as lists show it. */
function listed({ recipe, metrics, outcome, report, ...curation }: StoredCuration) {
  return curation;
}

function keysOf(a: Record<string, unknown>, b: Record<string, unknown>): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
}

function asText(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
