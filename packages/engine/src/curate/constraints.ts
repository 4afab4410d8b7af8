import { createRepresentation } from "@gleaner/kernel";
import { GleanerError, type ParsedRequestOf } from "@gleaner/schema";
import type { EngineContext } from "../context.ts";
import type { LoadedIndex } from "../indexes/index-cache.ts";
import { requiredFieldCodes } from "./field-codes.ts";
import { lazyGreedy } from "./lazy-greedy.ts";

type Request = ParsedRequestOf<"curate">;

/** At least `count` picks among `rows`. */
interface Minimum {
  count: number;
  rows: Int32Array;
  matches: Uint8Array;
  text: string;
}

/** At most `count` picks of each group; -1 is no group. */
interface Maximum {
  count: number;
  group: Int32Array;
  text: string;
}

/** The constraints of a request on the rows of an index. */
export interface Constraints {
  minimums: Minimum[];
  maximums: Maximum[];
}

/**
 * Resolves `atLeast` and `atMost` over a pool.
 * @throws GleanerError `bad_request` naming the constraint that cannot be met: more than the pool holds, more than the budget,
 * a field that no sample has
 */
export async function resolveConstraints(
  context: EngineContext,
  { numbers, rowOf }: LoadedIndex,
  pool: Int32Array,
  budget: number,
  { unit, atLeast, atMost, space }: Pick<Request, "unit" | "atLeast" | "atMost" | "space">,
): Promise<Constraints> {
  const minimums: Minimum[] = [];
  for (const { count, where } of atLeast) {
    const within = pool.map((row) => numbers[row]);
    const rows = (await context.workspace.samples.numbers({ unit, where, within, space })).map(rowOf).sort();
    const text = `at least ${count} of ${where}`;
    if (rows.length < count) impossible(text, `the pool holds ${rows.length} of them`);
    if (count > budget) impossible(text, `the budget is ${budget}`);
    const matches = new Uint8Array(numbers.length);
    for (const row of rows) matches[row] = 1;
    minimums.push({ count, rows, matches, text });
  }
  const maximums: Maximum[] = [];
  for (const { count, field } of atMost) {
    const { codes } = await requiredFieldCodes(
      context,
      pool.map((row) => numbers[row]),
      field,
      space,
    );
    const group = new Int32Array(numbers.length).fill(-1);
    pool.forEach((row, at) => {
      group[row] = codes[at];
    });
    maximums.push({ count, group, text: `at most ${count} per ${field}` });
  }
  return { minimums, maximums };
}

/** Which rows the maximums still let in, as picks are made. */
export class Room {
  readonly #maximums: readonly Maximum[];
  readonly #taken: Map<number, number>[];

  constructor({ maximums }: Constraints) {
    this.#maximums = maximums;
    this.#taken = maximums.map(() => new Map());
  }

  allows(row: number): boolean {
    return this.#maximums.every(({ count, group }, at) => {
      return group[row] < 0 || (this.#taken[at].get(group[row]) ?? 0) < count;
    });
  }

  take(row: number): void {
    this.#maximums.forEach(({ group }, at) => {
      if (group[row] >= 0) this.#taken[at].set(group[row], (this.#taken[at].get(group[row]) ?? 0) + 1);
    });
  }
}

/** The picks that the minimums need, with the words of the minimum that each was needed for. */
export interface NeededPicks {
  rows: number[];
  gain: number[];
  details: string[];
}

/** One more open minimum met outweighs any gain: gains are sums of at most n similarities. */
const minimumWeight = 2 ** 32;

/**
 * Meets the minimums with as few picks as greed finds: the next pick is the allowed row that meets most of the open minimums and, among
 * those, represents most (facility location).
 * @throws GleanerError `bad_request` naming the constraints that contradict each other
 */
export function meetMinimums(
  { graph }: LoadedIndex,
  { minimums, maximums }: Constraints,
  chosen: Int32Array,
  budget: number,
  room: Room,
): NeededPicks {
  const needed: NeededPicks = { rows: [], gain: [], details: [] };
  if (minimums.length === 0) return needed;
  const missing = minimums.map(({ count }) => count);
  const isOpen = (_: Minimum, at: number) => missing[at] > 0;
  const objective = createRepresentation(graph);
  for (const row of chosen) objective.add(row);
  const taken = new Set<number>();
  const keyOf = (row: number) => {
    if (taken.has(row)) return Number.NEGATIVE_INFINITY;
    const meets = minimums.filter(isOpen).reduce((sum, { matches }) => sum + matches[row], 0);
    if (meets === 0 || !room.allows(row)) return Number.NEGATIVE_INFINITY;
    return meets * minimumWeight + objective.gain(row);
  };
  const names = (list: readonly { text: string }[]) => list.map(({ text }) => text).join(" and ");
  lazyGreedy(new Set(minimums.flatMap(({ rows }) => [...rows])), keyOf, (row) => {
    if (needed.rows.length === budget) impossible(names(minimums), `the budget is ${budget}`);
    const met = minimums.filter(isOpen).filter(({ matches }) => matches[row] === 1);
    taken.add(row);
    needed.rows.push(row);
    needed.gain.push(objective.gain(row));
    needed.details.push(names(met));
    objective.add(row);
    room.take(row);
    minimums.forEach(({ matches }, at) => {
      missing[at] -= matches[row];
    });
    return missing.some((count) => count > 0);
  });
  if (missing.some((count) => count > 0))
    impossible(names(minimums.filter(isOpen)), `${names(maximums)} leaves too few`);
  return needed;
}

function impossible(constraint: string, reason: string): never {
  throw new GleanerError("bad_request", `The constraint "${constraint}" cannot be met: ${reason}.`, {
    hint: "Lower it, raise the budget, or widen the pool.",
    details: { constraint },
  });
}
