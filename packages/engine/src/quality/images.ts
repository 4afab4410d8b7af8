import { type MeasureName, measureNames } from "@gleaner/store";
import { findBroken } from "../curate/clean/broken.ts";
import { prevalenceAtMost, qualityThresholds } from "../curate/clean/quality.ts";
import { countText } from "../report/index.ts";
import { type Draft, type Finder, fingerprintOf, type Scan } from "./scan.ts";

/** Images without a vector that are decoded to see whether they can be. */
const decodedAtMost = 2000;

const words: Record<MeasureName, string> = {
  dark: "its brightest pixels are dark",
  light: "its darkest pixels are light",
  blurry: "it has few sharp edges",
  low_information: "it shows almost nothing",
  odd_aspect_ratio: "its sides are very unequal",
  odd_size: "its size is far from the others'",
  grayscale: "it has no color",
};

/** Images below CleanVision's thresholds, and images that can't be read. */
export const images: Finder = {
  kind: "image",
  async fingerprint(scan) {
    const columns = await Promise.all(
      measureNames.map((name) => scan.context.workspace.samples.values(scan.numbers, name)),
    );
    return fingerprintOf(scan.numbers, await unembedded(scan), ...columns);
  },
  async find(scan) {
    const { numbers, context, work } = scan;
    const drafts: Draft[] = [];
    const notes: string[] = [];
    for (const measure of measureNames) {
      const values = await context.workspace.samples.values(numbers, measure);
      const threshold = qualityThresholds[measure];
      const found = [...numbers.keys()].filter((at) => values[at] < threshold);
      if (found.length > prevalenceAtMost * numbers.length) {
        notes.push(
          `${countText(found.length)} of ${countText(numbers.length)} images are ${measure.replaceAll("_", " ")}: that says something of the dataset, so it is no finding.`,
        );
        continue;
      }
      for (const at of found) drafts.push(draftOf(numbers[at], measure, values[at]));
    }
    const { broken, warning } = await findBroken(context, numbers, await unembedded(scan), work);
    if (warning !== null) notes.push(warning);
    for (const [sample, reason] of broken) drafts.push(unreadable(sample, reason));
    return { drafts, notes };
  },
};

/** Samples without a vector, which an embedding may have skipped because they can't be decoded. */
async function unembedded({ context, numbers, request }: Scan): Promise<Int32Array> {
  const space = await context.workspace.spaces.find(request.space);
  if (space?.unit !== "sample") return new Int32Array(0);
  return (await context.workspace.vectors.missing(request.space, numbers)).slice(0, decodedAtMost);
}

/** Half sure at the threshold, quite sure at a measure of 0. */
function draftOf(sample: number, measure: MeasureName, value: number): Draft {
  const threshold = qualityThresholds[measure];
  return {
    kind: "image",
    issue: measure,
    sample,
    score: 1 - value / threshold / 2,
    label: null,
    suggested: null,
    reason: `${words[measure]}: ${value.toFixed(2)}, below ${threshold}`,
    related: [],
    actions: ["delete", "accept", "ignore"],
    basis: value.toFixed(3),
  };
}

function unreadable(sample: number, reason: string): Draft {
  return {
    kind: "image",
    issue: "unreadable",
    sample,
    score: 1,
    label: null,
    suggested: null,
    reason,
    related: [],
    actions: ["delete", "accept", "ignore"],
  };
}
