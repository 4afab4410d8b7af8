import type { Trait } from "./pictures.ts";

/** Mean and standard deviation of each measure over the pool; NaN values are left out. */
export type MeasureStatistics = ReadonlyMap<string, { mean: number; sd: number }>;

/** Image measures of the pool by name, one value a sample, NaN for none. */
export type Measures = Readonly<Record<string, Float32Array | Float64Array>>;

/** Smallest effect (in standard deviations of the pool) that is worth a word: "medium" in Cohen 1988. */
export const smallestEffect = 0.5;

/** The pool's side of `distinguishingTraits`, computed once for all groups. O(measures x samples). */
export function measureStatistics(measures: Measures): MeasureStatistics {
  return new Map(Object.entries(measures).map(([name, values]) => [name, moments(values, null)]));
}

/**
 * The measures in which a group differs most from the pool, strongest first, at most `limit` (default 3): those whose mean lies at
 * least half a standard deviation of the pool away from the pool's mean. Constant measures never count.
 */
export function distinguishingTraits(
  measures: Measures,
  pool: MeasureStatistics,
  members: ArrayLike<number>,
  limit = 3,
): Trait[] {
  const traits: Trait[] = [];
  for (const [measure, values] of Object.entries(measures)) {
    const statistics = pool.get(measure);
    if (!statistics || !(statistics.sd > 0)) continue;
    const { mean } = moments(values, members);
    const effect = (mean - statistics.mean) / statistics.sd;
    if (Math.abs(effect) >= smallestEffect) traits.push({ measure, group: mean, pool: statistics.mean, effect });
  }
  traits.sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect) || (a.measure < b.measure ? -1 : 1));
  return traits.slice(0, limit);
}

/** Words for both directions of the measures that the image checks give (0 is bad, 1 is good). */
const words: Readonly<Record<string, { lower: string; higher: string }>> = {
  dark: { lower: "darker", higher: "brighter highlights" },
  light: { lower: "brighter, near overexposure", higher: "deeper shadows" },
  blurry: { lower: "blurrier", higher: "sharper" },
  low_information: { lower: "plainer, less detail", higher: "richer in detail" },
  odd_aspect_ratio: { lower: "more elongated", higher: "squarer" },
  odd_size: { lower: "of unusual size", higher: "of usual size" },
  grayscale: { lower: "less colourful", higher: "more colourful" },
};

/** A trait as a phrase: `darker (2.1 sd)`. Measures without words of their own read `lower contrast (1.2 sd)`. */
export function describeTrait({ measure, effect }: Trait): string {
  const side = effect < 0 ? "lower" : "higher";
  const phrase = Object.hasOwn(words, measure) ? words[measure][side] : `${side} ${measure.replaceAll("_", " ")}`;
  return `${phrase} (${Math.abs(effect).toFixed(1)} sd)`;
}

function moments(values: Float32Array | Float64Array, members: ArrayLike<number> | null): { mean: number; sd: number } {
  const length = members ? members.length : values.length;
  let n = 0;
  let mean = 0;
  let squares = 0;
  for (let i = 0; i < length; i++) {
    const value = values[members ? members[i] : i];
    if (!Number.isFinite(value)) continue;
    n++;
    const delta = value - mean;
    mean += delta / n;
    squares += delta * (value - mean);
  }
  return { mean: n > 0 ? mean : Number.NaN, sd: n > 1 ? Math.sqrt(squares / (n - 1)) : 0 };
}
