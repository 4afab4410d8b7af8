import { createRandom, permutation } from "@gleaner/kernel";
import { GleanerError } from "@gleaner/schema";
import { proportionalQuotas } from "../test-set/quotas.ts";

/** Share of the labelled rows that is held out when no split is named, and the most rows that are tested on. */
const heldOutShare = 0.2;
const testedAtMost = 10_000;

/** Labelled rows divided into those to choose from and those to test on. */
export interface HeldOut {
  pool: Int32Array;
  test: Int32Array;
}

/**
 * Holds out a fifth of the labelled rows, the same share of every class and at least one of each with two or more, at most 10,000.
 * @param rows labelled rows, ascending, and the class of each row of the index
 */
export function holdOut(rows: Int32Array, classOf: Int32Array, classes: number, seed: number): HeldOut {
  const members: number[][] = Array.from({ length: classes }, () => []);
  for (const row of rows) members[classOf[row]].push(row);
  const random = createRandom(seed);
  const quotas = proportionalQuotas(
    members.map((list) => list.length),
    Math.min(testedAtMost, Math.round(heldOutShare * rows.length)),
  );
  const held = new Set<number>();
  members.forEach((list, at) => {
    const quota = Math.max(quotas[at], list.length > 1 ? 1 : 0);
    for (const position of permutation(list.length, random).subarray(0, quota)) held.add(list[position]);
  });
  return { pool: rows.filter((row) => !held.has(row)), test: rows.filter((row) => held.has(row)) };
}

/**
 * Tests on the labelled rows of a split, at most 10,000 of them drawn by seed, and chooses from the others.
 * @throws GleanerError `labels_missing` when the split has no labelled row, or nothing else has
 */
export function testOnSplit(
  rows: Int32Array,
  splitOf: readonly (string | null)[],
  split: string,
  seed: number,
): HeldOut {
  const inside = rows.filter((row) => splitOf[row] === split);
  const pool = rows.filter((row) => splitOf[row] !== split);
  if (inside.length === 0 || pool.length === 0) {
    const names = [...new Set(splitOf.filter((name) => name !== null))];
    throw new GleanerError(
      "labels_missing",
      inside.length === 0
        ? `No labelled sample has the split ${split}.`
        : `Every labelled sample has the split ${split}: there is nothing to choose from.`,
      { hint: names.length > 0 ? `Splits: ${names.sort().join(", ")}.` : "Leave out --test to hold a fifth out." },
    );
  }
  const order = permutation(inside.length, createRandom(seed)).subarray(0, testedAtMost);
  return { pool, test: Int32Array.from(order, (at) => inside[at]).sort() };
}
