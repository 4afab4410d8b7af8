/**
 * Random picks that reach each accuracy: linear between the measured budgets on a logarithmic scale; null where none of them does, the
 * smallest budget where that is enough. A random curve that dips is read at the first budget that reaches the accuracy.
 * @param budgets ascending; `random` and `ours` hold an accuracy a budget
 */
export function randomBudgets(
  budgets: readonly number[],
  random: readonly number[],
  ours: readonly number[],
): { budget: number; random: number | null }[] {
  return budgets.map((budget, at) => ({ budget, random: budgetReaching(budgets, random, ours[at]) }));
}

function budgetReaching(budgets: readonly number[], curve: readonly number[], wanted: number): number | null {
  const at = curve.findIndex((accuracy) => accuracy >= wanted);
  if (at < 0) return null;
  if (at === 0) return budgets[0];
  const [low, high] = [curve[at - 1], curve[at]];
  const share = (wanted - low) / (high - low);
  const [from, to] = [Math.log(budgets[at - 1]), Math.log(budgets[at])];
  return Math.round(Math.exp(from + share * (to - from)));
}
