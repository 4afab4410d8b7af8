import { createHash } from "node:crypto";

/** Share of what models were fitted to that may change before they are fitted again, and how much may always. */
const changedAtMost = 0.01;
const changedAlways = 50;

/** Whether so few of `count` labels or boxes have changed that models which were fitted to them still hold. */
export const areFew = (changes: number, count: number): boolean =>
  changes <= Math.max(changedAlways, changedAtMost * count);

/** What models were fitted to: numbers of samples or objects, and what was said of each as a stamp. */
export interface Stamped {
  numbers: Int32Array;
  stamps: Int32Array;
}

/** 32 bits of a hash of what is said of a sample or an object. */
export function stampOf(said: string): number {
  return createHash("sha256").update(said).digest().readInt32LE(0);
}

/** How many are new, gone, or have another stamp. */
export function changesBetween(before: Stamped, after: Stamped): number {
  const known = new Map(Array.from(before.numbers, (number, at) => [number, before.stamps[at]]));
  let same = 0;
  after.numbers.forEach((number, at) => {
    if (known.get(number) === after.stamps[at]) same++;
  });
  return Math.max(after.numbers.length, known.size) - same;
}
