import type { RequestOf } from "@gleaner/schema";

type CurateInput = RequestOf<"curate">;
export type Strategy = NonNullable<CurateInput["strategy"]>;
export type Pool = NonNullable<CurateInput["pool"]>;

/** What the form of a curation asks. */
export interface CurationForm {
  datasets: string[];
  where: string;
  slice: string | null;
  pool: Pool;
  /** As typed. */
  budget: string;
  budgetUnit: "count" | "percent";
  strategy: Strategy;
  /** Share of the budget for rare samples, in percent; null: by rule. */
  edgePercent: number | null;
  seed: string;
  into: string;
}

export const strategies: { value: Strategy; label: string; hint: string }[] = [
  { value: "auto", label: "Automatic", hint: "Chosen for the data and the budget" },
  { value: "coverage", label: "Coverage", hint: "One pick in every cluster first, then where it gains most" },
  { value: "typical", label: "Typical", hint: "The middle of each group" },
  { value: "facility", label: "Facility location", hint: "Every sample near to some pick" },
  { value: "k-center", label: "Farthest point", hint: "Spread out; favours the unusual" },
  { value: "stratified", label: "Stratified", hint: "The same share of every class" },
  { value: "random", label: "Random", hint: "For comparison" },
];

export const pools: { value: Pool; label: string }[] = [
  { value: "auto", label: "Automatic" },
  { value: "unlabeled", label: "Unlabelled" },
  { value: "all", label: "All" },
];

/** What is wrong with the budget as typed; null where nothing is. */
export function budgetProblem(form: CurationForm, pool: number | null): string | null {
  const value = Number(form.budget);
  if (form.budget.trim() === "" || !Number.isFinite(value) || value <= 0) return "Give a number above zero.";
  if (form.budgetUnit === "percent") return value > 100 ? "At most 100 %." : null;
  if (!Number.isInteger(value)) return "Give a whole number.";
  return pool !== null && value > pool ? `There are only ${pool} samples to choose from.` : null;
}

/** How many samples the budget stands for; null while unknown. */
export function budgetCount(form: CurationForm, pool: number | null): number | null {
  if (budgetProblem(form, pool) !== null) return null;
  if (form.budgetUnit === "count") return Number(form.budget);
  return pool === null ? null : Math.max(1, Math.round((Number(form.budget) / 100) * pool));
}

/** What is wrong with the seed as typed; null where nothing is. */
export function seedProblem(form: CurationForm): string | null {
  return /^\d{1,10}$/.test(form.seed) && Number(form.seed) < 2 ** 31 ? null : "Give a whole number from 0.";
}

/** The request of a form without problems. */
export function curateRequest(form: CurationForm): CurateInput {
  return {
    goal: "label",
    datasets: form.datasets,
    where: form.where,
    slice: form.slice ?? undefined,
    pool: form.pool,
    budget: form.budgetUnit === "percent" ? `${form.budget.trim()}%` : Number(form.budget),
    strategy: form.strategy,
    edgeShare: form.edgePercent === null ? undefined : form.edgePercent / 100,
    seed: Number(form.seed),
    into: form.into.trim() || undefined,
  };
}
