import { measureThresholds } from "@gleaner/formats";
import { type MeasureName, measureNames } from "@gleaner/store";
import type { EngineContext } from "../../context.ts";

/** Scores below these are findings: CleanVision's defaults. */
export const qualityThresholds: Readonly<Record<MeasureName, number>> = { ...measureThresholds, odd_size: 0.5 };

/** A finding that more than this share of the pool has says something of the dataset, not of the sample (CleanVision's `max_prevalence`). */
export const prevalenceAtMost = 0.5;

/** What is wrong with images, by their measures. */
export interface QualityFindings {
  /** Findings of each sample, such as `dark, blurry`; empty for none. */
  findings: string[];
  /** Findings that most of the pool has, which therefore count for nothing. */
  prevalent: string[];
  /** Samples with each finding that counts. */
  counts: { measure: string; samples: number }[];
  /** Sharpness of each sample, 0..1, NaN where unknown. */
  sharpness: Float64Array;
}

/** The findings of samples by the stored measures; a missing measure is no finding. */
export async function findLowQuality({ workspace }: EngineContext, numbers: Int32Array): Promise<QualityFindings> {
  const findings: string[][] = Array.from(numbers, () => []);
  const prevalent: string[] = [];
  const counts: QualityFindings["counts"] = [];
  let sharpness = new Float64Array(numbers.length).fill(Number.NaN);
  for (const measure of measureNames) {
    // Gray images are no defect.
    if (measure === "grayscale") continue;
    const threshold = qualityThresholds[measure];
    const values = await workspace.samples.values(numbers, measure);
    if (measure === "blurry") sharpness = Float64Array.from(values);
    const found = [...values.keys()].filter((at) => values[at] < threshold);
    if (found.length === 0) continue;
    if (found.length > prevalenceAtMost * numbers.length) {
      prevalent.push(wordsOf(measure));
      continue;
    }
    counts.push({ measure: wordsOf(measure), samples: found.length });
    for (const at of found) findings[at].push(wordsOf(measure));
  }
  return { findings: findings.map((words) => words.join(", ")), prevalent, counts, sharpness };
}

function wordsOf(measure: string): string {
  return measure.replaceAll("_", " ");
}
