/**
 * Divides a budget in proportion to sizes by largest remainders (Hamilton's method); ties go to the earlier one. Never more than a size.
 * The quotas sum to the smaller of the budget and the sum of the sizes.
 */
export function proportionalQuotas(sizes: readonly number[], budget: number): number[] {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const wanted = Math.min(budget, total);
  if (wanted === 0) return sizes.map(() => 0);
  const exact = sizes.map((size) => (wanted * size) / total);
  const quotas = exact.map((share) => Math.floor(share));
  const open = wanted - quotas.reduce((sum, quota) => sum + quota, 0);
  const order = [...sizes.keys()].sort((a, b) => exact[b] - quotas[b] - (exact[a] - quotas[a]) || a - b);
  for (const at of order.slice(0, open)) quotas[at]++;
  return quotas;
}
