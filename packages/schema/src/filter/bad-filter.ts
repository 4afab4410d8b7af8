import { GleanerError } from "../errors.ts";

/** Where in the filter text something is wrong, in UTF-16 code units, and what would have been right. */
export interface FilterProblem {
  readonly position: number;
  readonly length: number;
  /** What could stand there, in words; empty where nothing could (a limit). */
  readonly expected: readonly string[];
  /** Valid names most like the one written. */
  readonly nearest?: readonly string[];
}

/** The error for filter text that cannot be used: `bad_filter` with the problem as its details. */
export function badFilter(reason: string, problem: FilterProblem, hint?: string): GleanerError {
  const { position, length, expected, nearest } = problem;
  return new GleanerError("bad_filter", `${reason} (position ${position}).`, {
    hint,
    details: { position, length, expected: [...expected], ...(nearest ? { nearest: [...nearest] } : {}) },
  });
}

/** A piece of the user's text, short enough for a message. */
export function excerpt(text: string): string {
  const shown = Array.from(text.slice(0, 80));
  return shown.length > 40 || text.length > 80 ? `${shown.slice(0, 40).join("")}...` : text;
}

/** Alternatives as a sentence part: `a, b or c`; long lists are cut. */
export function alternatives(expected: readonly string[]): string {
  const shown = expected.length > 9 ? [...expected.slice(0, 8), "..."] : expected;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} or ${shown[shown.length - 1]}`;
}
