import type { EngineContext } from "../context.ts";

/** Quartile ranges beyond the quartiles at which a size is odd. */
const fence = 3;

/**
 * CleanVision's `odd_size` for every sample of a dataset, from 0 (odd) to 1: the side of a square of the image's area, sqrt(width x
 * height), against the range from Q1 - 3 IQR to Q3 + 3 IQR of the dataset; 1 in the middle, 0.5 at either end. It depends on all
 * samples and so follows an import instead of being part of it.
 */
export async function measureOddSize({ workspace }: EngineContext, dataset: string): Promise<void> {
  const numbers = await workspace.samples.numbers({ datasets: [dataset] });
  const widths = await workspace.samples.values(numbers, "width");
  const heights = await workspace.samples.values(numbers, "height");
  const sides = widths.map((width, i) => Math.sqrt(width * heights[i]));
  await workspace.samples.setMeasures(numbers, { odd_size: oddSizeScores(sides) });
}

/** The scores of sides in pixels; NaN stays NaN. */
export function oddSizeScores(sides: Float64Array): Float32Array {
  const known = sides.filter((side) => !Number.isNaN(side)).sort();
  if (known.length === 0) return new Float32Array(sides.length).fill(Number.NaN);
  const [lower, upper] = [quantile(known, 0.25), quantile(known, 0.75)];
  const low = Math.max(0, lower - fence * (upper - lower));
  const high = upper + fence * (upper - lower);
  const middle = (low + high) / 2;
  const half = (high - low) / 2;
  return Float32Array.from(sides, (side) => {
    if (Number.isNaN(side)) return Number.NaN;
    const distance = Math.abs(side - middle);
    if (half === 0) return distance === 0 ? 1 : 0;
    return Math.max(0, 1 - distance / (2 * half));
  });
}

/** Linear interpolation between the two nearest of sorted values. */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.ceil(at);
  return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
}
