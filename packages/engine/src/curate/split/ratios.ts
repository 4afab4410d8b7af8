import { GleanerError } from "@gleaner/schema";

/** Shares of the parts unless the request gives others. */
export const defaultRatios: Readonly<Record<string, number>> = { train: 0.8, val: 0.1, test: 0.1 };

/** How far the sum of the shares may be from 1. */
const tolerance = 0.001;

/**
 * The parts of a split with their shares, scaled to sum to 1 exactly.
 * @throws GleanerError `bad_request` for shares that do not sum to 1, or fewer than two parts
 */
export function parseRatios(
  ratios: Readonly<Record<string, number>> = defaultRatios,
): { name: string; ratio: number }[] {
  const parts = Object.entries(ratios).map(([name, ratio]) => ({ name, ratio }));
  const sum = parts.reduce((total, { ratio }) => total + ratio, 0);
  const problem =
    parts.length < 2
      ? "A split needs two parts or more."
      : Math.abs(sum - 1) > tolerance
        ? `The shares sum to ${Number(sum.toFixed(4))}, not to 1.`
        : null;
  if (problem) {
    throw new GleanerError("bad_request", problem, {
      hint: "Write shares such as --ratios train=.8,val=.1,test=.1.",
      details: { ratios },
    });
  }
  return parts.map(({ name, ratio }) => ({ name, ratio: ratio / sum }));
}
