import { findNearDuplicates, pairSource } from "../../duplicates/near-duplicates.ts";
import { countText, headlineWordings } from "../../report/index.ts";
import { findBroken } from "../clean/broken.ts";
import { findLowQuality, type QualityFindings } from "../clean/quality.ts";
import { type DuplicateGroups, keepBest } from "../clean/representatives.ts";
import { controlOf } from "../control.ts";
import { sameReason } from "../explain.ts";
import type { GoalFigures, PlanGoal, SlicePart } from "../goal.ts";
import { steps } from "../pick-record.ts";
import { choosePool } from "../pool.ts";

/**
 * What is worth keeping: of near-duplicates and equal files the best one, no broken and no low-quality images. The main slice holds what
 * is kept, further ones what was left out and why.
 */
export const planClean: PlanGoal = async ({ context, loaded, request, work }) => {
  const { workspace } = context;
  const pool = await choosePool(context, loaded, request, "all");
  const numbers = pool.rows.map((row) => loaded.numbers[row]);
  work.progress({ phase: "select", done: 0, total: numbers.length });
  const { representative } = await findNearDuplicates(workspace, pairSource(loaded), pool.rows);
  const quality = await findLowQuality(context, numbers);
  const unembedded = await workspace.vectors.missing(request.space, pool.notIndexed);
  const all = Int32Array.from([...numbers, ...pool.notIndexed]);
  const { broken, warning } = await findBroken(context, all, unembedded, work);
  const isBroken = (at: number) => broken.has(numbers[at]);
  const { classes, indices } = await workspace.samples.classes(numbers);
  const widths = await workspace.samples.values(numbers, "width");
  const heights = await workspace.samples.values(numbers, "height");
  const groups = keepBest(
    pool.rows.map((row) => representative[row]),
    {
      sound: quality.findings.map((finding, at) => (finding === "" && !isBroken(at) ? 1 : 0)),
      labeled: indices.map((code) => (code >= 0 ? 1 : 0)),
      pixels: widths.map((width, at) => width * heights[at]),
      sharpness: quality.sharpness,
    },
  );
  const isLow = (at: number) => !isBroken(at) && quality.findings[at] !== "";
  const isDropped = (at: number) => !isBroken(at) && !isLow(at) && groups.dropped[at] === 1;
  const rowsOf = (test: (at: number) => boolean) => pool.rows.filter((_, at) => test(at));
  const picks = rowsOf((at) => !isBroken(at) && !isLow(at) && !isDropped(at));
  const slices: SlicePart[] = [{ suffix: "", description: "What is worth keeping", rows: picks }];
  const leftOut: SlicePart[] = [
    { suffix: "duplicates", description: "Near-duplicates of a sample that is kept", rows: rowsOf(isDropped) },
    { suffix: "low quality", description: "Images below the quality thresholds", rows: rowsOf(isLow) },
    {
      suffix: "broken",
      description: "Samples whose image can't be read",
      rows: rowsOf(isBroken),
      others: pool.notIndexed.filter((number) => broken.has(number)),
    },
  ];
  slices.push(...leftOut.filter(({ rows, others }) => rows.length + (others?.length ?? 0) > 0));
  const standsFor = new Map(groups.groups.map((members) => [pool.rows[members[0]], members.length]));
  const details = [...picks].map((row) => {
    const size = standsFor.get(row);
    return size === undefined ? "" : `the best of ${size} near-duplicates`;
  });
  return {
    title: "Cleaned samples",
    pool,
    budget: picks.length,
    choice: {
      ...sameReason(picks.length, steps.kept, details),
      picks,
      name: "clean",
      label: "duplicates once, no broken or low-quality images",
      description:
        "Of each group of near-duplicates and equal files one sample is kept: a sound one, a labelled one, the largest, the sharpest. Images below CleanVision's thresholds and images that can't be read are left out.",
      notes: [
        ...qualityNotes(quality),
        ...(request.budget === undefined ? [] : ["Cleaning has no budget: it keeps what is worth keeping."]),
        ...conflictNote(groups, indices, classes),
      ],
    },
    slices,
    baselines: [],
    figures: (draws) => figuresOf(pool.rows, groups, quality, picks, draws),
    coverage: "shown",
    isRanking: false,
    next: null,
    warnings: [...(warning === null ? [] : [warning]), ...muchLeftOut(rowsOf(isLow).length, pool.rows.length)],
  };
};

/** Thresholds that hit this share of a pool may not suit it. */
const suspiciousShare = 0.05;

function muchLeftOut(low: number, pool: number): string[] {
  if (low <= suspiciousShare * pool) return [];
  const share = `${Math.round((100 * low) / pool)} %`;
  return [
    `${share} of the pool is below a threshold of quality: look at the slice before you drop it, the thresholds may not suit these images.`,
  ];
}

function qualityNotes({ counts, prevalent }: QualityFindings): string[] {
  const found = counts.map(({ measure, samples }) => `${measure} ${countText(samples)}`).join(", ");
  return [
    ...(found === "" ? [] : [`Images of low quality by finding: ${found}.`]),
    ...prevalent.map((measure) => `Most of the pool is ${measure}, so that this is no finding here.`),
  ];
}

function conflictNote({ groups }: DuplicateGroups, indices: Int32Array, classes: readonly string[]): string[] {
  if (classes.length < 2) return [];
  const conflicts = groups.filter((members) => {
    const own = new Set([...members].map((at) => indices[at]).filter((code) => code >= 0));
    return own.size > 1;
  });
  return conflicts.length === 0
    ? []
    : [
        `${countText(conflicts.length)} groups of near-duplicates hold different labels: the goal mislabels says which to check.`,
      ];
}

/** Duplicates removed, and low-quality images kept, beside removing as many at random. */
function figuresOf(
  rows: Int32Array,
  { groups }: DuplicateGroups,
  { findings }: QualityFindings,
  picks: Int32Array,
  draws: readonly Int32Array[],
): GoalFigures {
  const surplus = groups.reduce((sum, members) => sum + members.length - 1, 0);
  const memberRows = groups.map((members) => members.map((at) => rows[at]));
  const removed = (kept: Int32Array) => {
    const inside = new Set(kept);
    const left = memberRows.map((members) => members.reduce((sum, row) => sum + (inside.has(row) ? 1 : 0), 0));
    return surplus - left.reduce((sum, count) => sum + Math.max(0, count - 1), 0);
  };
  const low = new Set(rows.filter((_, at) => findings[at] !== ""));
  const lowKept = (kept: Int32Array) => kept.reduce((sum, row) => sum + (low.has(row) ? 1 : 0), 0);
  return {
    headline: {
      key: "duplicatesRemoved",
      label: "Duplicates removed",
      definition: "Samples beyond the first of each group of near-duplicates or equal files that are not kept.",
      format: "count",
      direction: "higher",
      ours: removed(picks),
      total: surplus,
      random: controlOf(draws.map(removed)),
      wording: headlineWordings.duplicates,
    },
    metrics: [
      {
        key: "lowQualityKept",
        label: "Low-quality images kept",
        definition: "Kept samples below a threshold of CleanVision's measures.",
        format: "count",
        direction: "lower",
        ours: lowKept(picks),
        random: controlOf(draws.map(lowKept)),
      },
    ],
  };
}
