import type { Headline, HeadlineWording, Metric, Verdict } from "./evidence.ts";
import { countText, figureText, spreadText } from "./figures.ts";

/** A difference counts only beyond this many standard deviations of random selection, widened for few draws ... */
export const verdictDeviations = 2;
/** ... and beyond this share of the scale: the headline's total, else the larger of the two figures. */
export const verdictShare = 0.01;
/** Fewer draws than this say nothing about spread; the figure is then shown and not judged. */
export const verdictDraws = 3;

/** How the headline of each goal is worded. */
export const headlineWordings = {
  coverage: { noun: "clusters", done: "covered", control: "random sampling of the same size", does: "covers" },
  edgeCases: { noun: "edge cases", done: "found", control: "random sampling of the same size", does: "finds" },
  mislabels: { noun: "wrong labels", done: "found", control: "a random check of the same size", does: "finds" },
  leaks: {
    noun: "near-duplicate pairs",
    done: "left across splits",
    control: "a random split of the same sizes",
    does: "leaves",
  },
  duplicates: { noun: "duplicates", done: "removed", control: "removing as many at random", does: "removes" },
  balance: {
    noun: "off-target picks",
    done: "left",
    control: "random sampling of the same size",
    does: "leaves",
  },
} as const satisfies Record<string, HeadlineWording>;

/** `better`, `same` or `worse` than random selection; null when the metric has no usable control or no good direction. */
export function compareWithRandom(metric: Metric, scale?: number | null): "better" | "same" | "worse" | null {
  const { ours, random, direction } = metric;
  if (!random || direction === "neither" || (random.draws !== null && random.draws < verdictDraws)) return null;
  const gain = direction === "higher" ? ours - random.mean : random.mean - ours;
  const widening = random.draws === null ? 1 : Math.sqrt(1 + 1 / random.draws);
  const noise = verdictDeviations * random.sd * widening;
  const negligible = verdictShare * (scale ?? Math.max(Math.abs(ours), Math.abs(random.mean)));
  if (Math.abs(gain) <= Math.max(noise, negligible)) return "same";
  return gain > 0 ? "better" : "worse";
}

/** The two halves of the headline: the finding and its control (null without one). */
export function headlineText(headline: Headline): { finding: string; control: string | null } {
  const { ours, total, random, format, wording } = headline;
  if (total === 0) return { finding: `There are no ${wording.noun} to be ${wording.done}`, control: null };
  const of = total === null ? "" : ` of ${figureText(total, format)}`;
  const finding = `${figureText(ours, format)}${of} ${wording.noun} ${wording.done}`;
  return { finding, control: random ? `${wording.control} ${wording.does} ${spreadText(random, format)}` : null };
}

/**
 * Whether the run was worth it, by documented thresholds: a figure is better or worse than random selection when it differs by more
 * than 2 standard deviations (times sqrt(1 + 1 / draws) where the control is estimated from draws) and by more than 1 % of its scale;
 * otherwise random would have done as well, and the sentence says so. The outcome is the headline's; the other metrics are counted
 * beside it, losses by name. `wholePool`: the budget took every sample, so that there was nothing to choose.
 */
export function judge(headline: Headline, metrics: readonly Metric[], wholePool: boolean): Verdict {
  const lists: Record<"better" | "same" | "worse", string[]> = { better: [], same: [], worse: [] };
  const labels: Record<"better" | "same" | "worse", string[]> = { better: [], same: [], worse: [] };
  for (const metric of metrics) {
    if (metric.key === headline.key) continue;
    const standing = compareWithRandom(metric);
    if (standing) {
      lists[standing].push(metric.key);
      labels[standing].push(metric.label.toLowerCase());
    }
  }
  if (wholePool) {
    const sentence =
      "The selection takes every sample of the pool, so there was nothing to choose: any method picks the same samples.";
    return { outcome: "whole_pool", sentence, better: [], same: [], worse: [] };
  }
  const standing = headline.total === 0 ? null : compareWithRandom(headline, headline.total);
  if (!standing) {
    const sentence =
      "There is no random control to judge this selection by, so this report does not say whether it was worth it.";
    return { outcome: "no_control", sentence: join(sentence, remainder(labels)), ...lists };
  }
  return { outcome: standing, sentence: join(mainSentence(headline, standing), remainder(labels)), ...lists };
}

function mainSentence(headline: Headline, standing: "better" | "same" | "worse"): string {
  const { ours, random, format, wording } = headline;
  if (!random) return "";
  const gap = Math.abs(ours - random.mean);
  // A small difference of counts would read as none.
  const amount = format === "count" && gap >= 1 ? countText(Math.round(gap)) : figureText(gap, format);
  const deviations = random.sd > 0 ? figureText(Math.round((gap / random.sd) * 10) / 10, "number") : null;
  if (standing === "same") {
    const size = deviations === null ? amount : `${amount}, or ${deviations} standard deviations`;
    return `${capitalized(wording.control)} would have done as well: the difference (${size}) is within chance or below 1% of the scale.`;
  }
  const comparison = `${wording.control} ${wording.does} ${amount} ${random.mean < ours ? "fewer" : "more"} ${wording.noun}`;
  const distance = deviations === null ? "" : `, a gap of ${deviations} standard deviations`;
  if (standing === "worse") return `Random selection would have done better: ${comparison}${distance}.`;
  return `${capitalized(comparison)}${distance}.`;
}

function remainder(labels: Record<"better" | "same" | "worse", string[]>): string {
  const judged = labels.better.length + labels.same.length + labels.worse.length;
  if (judged === 0) return "";
  const parts: string[] = [];
  if (labels.better.length > 0) parts.push(`better than random on ${labels.better.length}`);
  if (labels.same.length > 0) parts.push(`level on ${labels.same.length} (${labels.same.join(", ")})`);
  if (labels.worse.length > 0) parts.push(`worse on ${labels.worse.length} (${labels.worse.join(", ")})`);
  return `Of ${judged} further ${judged === 1 ? "figure" : "figures"}, the selection is ${list(parts)}.`;
}

function list(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function join(...sentences: string[]): string {
  return sentences.filter((sentence) => sentence !== "").join(" ");
}
