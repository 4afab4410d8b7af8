/** Bins of equal width: bin `i` holds `start + i * step <= value < start + (i + 1) * step`. */
export interface Binning {
  start: number;
  step: number;
  bins: number;
}

/** About as many as a small chart can show. */
const wantedBins = 20;

const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000];

/** Widths for dates in milliseconds: what a clock and a calendar show; months and years only nearly. */
const dateSteps = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12].map((count) => count * hour),
  ...[1, 2, 7, 14, 30, 91, 182, 365].map((count) => count * day),
];

/** Bins with round edges over `low..high`, at most about 20; `whole` never splits an integer. */
export function binning(low: number, high: number, kind: "number" | "whole" | "date"): Binning {
  const magnitude = Math.max(Math.abs(low), Math.abs(high));
  // A range that floating point can hardly divide counts as one value.
  const range = high - low > magnitude * 1e-9 && high - low > 1e-30 ? high - low : 0;
  const step = stepOf(range / wantedBins, kind, magnitude);
  const start = Math.floor(low / step) * step;
  return { start, step, bins: Math.floor((high - start) / step) + 1 };
}

function stepOf(width: number, kind: "number" | "whole" | "date", magnitude: number): number {
  if (kind === "date") return dateSteps.find((step) => step >= width) ?? niceStep(width / (365 * day)) * 365 * day;
  if (kind === "whole") return Math.max(1, niceStep(width));
  return width > 0 ? niceStep(width) : niceStep(Math.max(magnitude, 1) / wantedBins);
}

/** The smallest of 1, 2, 5 times a power of ten that is at least `width`. */
function niceStep(width: number): number {
  if (width <= 0) return 0;
  const power = 10 ** Math.floor(Math.log10(width));
  return power * ([1, 2, 5, 10].find((factor) => factor * power >= width) ?? 10);
}
