import { GleanerError } from "@gleaner/schema";

/**
 * How many picks a budget asks for: a positive number, or a share of the pool such as `10%` (rounded, at least one).
 * @throws GleanerError `bad_budget` for anything else, `budget_exceeds_pool` for more than there is
 */
export function parseBudget(budget: number | string, pool: number): number {
  const text = String(budget).trim();
  const match = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(text);
  const value = match ? Number(match[1]) : Number.NaN;
  const isShare = match?.[2] === "%";
  const isValid = value > 0 && Number.isFinite(value) && (isShare ? value <= 100 : Number.isInteger(value));
  if (!isValid) {
    throw new GleanerError(
      "bad_budget",
      `The budget ${JSON.stringify(text)} is not a positive whole number or a share up to 100%.`,
      {
        hint: "Write a count, such as 500, or a share of the pool, such as 10%.",
        details: { budget: text },
      },
    );
  }
  const wanted = isShare ? Math.max(1, Math.round((value / 100) * pool)) : value;
  if (wanted > pool) {
    throw new GleanerError(
      "budget_exceeds_pool",
      `The budget of ${wanted} is larger than the pool of ${pool} samples.`,
      {
        hint: `Choose at most ${pool}, or widen the pool with --pool all.`,
        details: { budget: wanted, pool },
      },
    );
  }
  return wanted;
}
