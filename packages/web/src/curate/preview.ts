import type { RequestOf, ResultOf } from "@gleaner/schema";
import { useOperation } from "../api/queries.ts";
import { type CurationForm, curateRequest, whereProblem } from "./curation-form.ts";

export type Preview = ResultOf<"previewCuration">;

/** What a budget gives by the curve of a preview, between its points by straight lines. */
export interface Foreseen {
  /** Clusters that the choice covers; null where that can't be foreseen. */
  ours: number | null;
  random: { mean: number; sd: number };
}

/** Reads a preview at a budget. */
export function foreseenAt({ points }: Preview, budget: number): Foreseen {
  const after = points.findIndex((point) => point.budget >= budget);
  const right = points[after < 0 ? points.length - 1 : after];
  const left = points[Math.max(0, (after < 0 ? points.length : after) - 1)];
  const width = right.budget - left.budget;
  const share = width === 0 ? 1 : Math.min(1, (budget - left.budget) / width);
  const between = (a: number, b: number) => a + share * (b - a);
  return {
    ours: left.ours === null || right.ours === null ? null : between(left.ours, right.ours),
    random: { mean: between(left.random.mean, right.random.mean), sd: between(left.random.sd, right.random.sd) },
  };
}

/** How many random draws cover so many clusters; null where even the whole pool does not. */
export function randomBudgetFor({ points }: Preview, covered: number): number | null {
  const after = points.findIndex(({ random }) => random.mean >= covered - 1e-9);
  if (after < 0) return null;
  if (after === 0) return points[0].budget;
  const [left, right] = [points[after - 1], points[after]];
  const share = (covered - left.random.mean) / (right.random.mean - left.random.mean);
  return Math.round(left.budget + share * (right.budget - left.budget));
}

/** The request of a preview: what a form asks, without what does not bend the curve, so that moving the slider asks nothing anew. */
export function previewRequest(form: CurationForm): RequestOf<"previewCuration"> {
  const { goal, unit, datasets, where, slice, pool, strategy } = curateRequest(form);
  return { goal, unit, datasets, where, slice, pool, strategy };
}

/** What the choice of a form would cover at every budget. */
export function usePreview(form: CurationForm, enabled: boolean) {
  const request = previewRequest(form);
  const ready = enabled && whereProblem(form.where, form.unit) === null;
  const { data, error } = useOperation("previewCuration", request, { enabled: ready, keepPrevious: true });
  return { preview: ready && error === null ? (data ?? null) : null, error: ready ? error : null };
}
