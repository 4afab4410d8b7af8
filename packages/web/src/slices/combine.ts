import { type Filter, negated, printFilter } from "@gleaner/schema";

/** What two slices make together. */
export type Combination = "union" | "intersection" | "difference";

const member = (name: string): Filter => ({ kind: "slice", name });

/** The rule of two slices together; it follows both as they change. */
export function combinedRule(first: string, how: Combination, second: string): string {
  const filters = [member(first), how === "difference" ? negated(member(second)) : member(second)];
  return printFilter({ kind: how === "union" ? "or" : "and", filters });
}

/** A name for it. */
export function combinedName(first: string, how: Combination, second: string): string {
  const word = { union: "or", intersection: "and", difference: "without" }[how];
  return `${first} ${word} ${second}`.slice(0, 200);
}
