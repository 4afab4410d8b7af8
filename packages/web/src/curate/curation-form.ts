import { parseFilter, type RequestOf, type Unit } from "@gleaner/schema";
import { filterProblem } from "../api/errors.ts";
import type { CurationStart } from "../router/routes.ts";
import { type Goal, goalFacts } from "./goals.ts";

type CurateInput = RequestOf<"curate">;
export type Strategy = NonNullable<CurateInput["strategy"]>;
export type Pool = NonNullable<CurateInput["pool"]>;

/** One part of a split; the share in percent, as typed. */
export interface SplitPart {
  name: string;
  percent: string;
}

/** The mix that a balance aims at: as many of each value of a field, or shares in percent by value, as typed. */
export interface TargetChoice {
  field: string;
  kind: "uniform" | "shares";
  shares: Record<string, string>;
}

export interface AtLeast {
  key: number;
  kind: "at-least";
  count: string;
  where: string;
}

export interface AtMost {
  key: number;
  kind: "at-most";
  count: string;
  field: string;
}

/** Samples of a filter that count `count` times; for the goal `label`. */
export interface Prefer {
  key: number;
  kind: "prefer";
  count: string;
  where: string;
}

export type Constraint = AtLeast | AtMost | Prefer;

/** What the form of a curation asks. */
export interface CurationForm {
  unit: Unit;
  goal: Goal;
  datasets: string[];
  where: string;
  slice: string | null;
  pool: Pool;
  /** False where the goal finds its own number. */
  budgeted: boolean;
  /** As typed. */
  budget: string;
  budgetUnit: "count" | "percent";
  strategy: Strategy;
  /** Share of the budget for rare samples, in percent; null: by rule. */
  edgePercent: number | null;
  parts: SplitPart[];
  /** Fields whose values stay together. */
  groups: string[];
  /** Fields whose shares every part keeps. */
  stratify: string[];
  target: TargetChoice;
  constraints: Constraint[];
  seed: string;
  into: string;
}

/** The form as it opens. */
export function emptyForm({ goal: wished, budget, target, again: _, ...start }: CurationStart): CurationForm {
  const { value: goal, budget: asked } = goalFacts(wished ?? "");
  return {
    ...start,
    goal,
    pool: "auto",
    budgeted: asked === "asked" || (asked === "optional" && budget !== null),
    budget: budget?.replace(/\s*%$/, "") ?? "10",
    budgetUnit: budget === null || budget.endsWith("%") ? "percent" : "count",
    strategy: "auto",
    edgePercent: null,
    parts: [
      { name: "train", percent: "80" },
      { name: "val", percent: "10" },
      { name: "test", percent: "10" },
    ],
    groups: [],
    stratify: [],
    target: mixOf(target),
    constraints: [],
    seed: "0",
    into: "",
  };
}

function mixOf(target: CurationStart["target"]): TargetChoice {
  if (!target || target.shares === "uniform") return { field: target?.field ?? "label", kind: "uniform", shares: {} };
  const shares = Object.entries(target.shares).map(([value, share]) => [value, String(share)]);
  return { field: target.field, kind: "shares", shares: Object.fromEntries(shares) };
}

/** What the address of a form says, so that it can be opened again. */
export function startOf(form: CurationForm): CurationStart {
  const { unit, datasets, where, slice, goal, budgeted, budget, budgetUnit } = form;
  const asked = budgeted ? `${budget}${budgetUnit === "percent" ? "%" : ""}` : null;
  return {
    unit,
    datasets,
    where,
    slice,
    goal,
    target: goal === "balance" ? wishOf(form.target) : null,
    budget: asked,
    again: null,
  };
}

function wishOf({ field, kind, shares }: TargetChoice): CurationStart["target"] {
  const wished = Object.entries(shares).filter(([, share]) => share !== "" && Number(share) >= 0);
  if (kind === "uniform" || wished.length === 0) return { field, shares: "uniform" };
  return { field, shares: Object.fromEntries(wished.map(([value, share]) => [value, Number(share)])) };
}

/** The form with another goal: a goal that finds its own number starts without a budget. */
export function withGoal(form: CurationForm, goal: Goal): CurationForm {
  return { ...form, goal, budgeted: goalFacts(goal).budget === "asked", edgePercent: null, pool: "auto" };
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

/** What is wrong with a filter as typed; null where nothing is. */
export function whereProblem(where: string, unit: Unit = "sample"): string | null {
  try {
    parseFilter(where, { unit });
    return null;
  } catch (error) {
    return filterProblem(error)?.message ?? String(error);
  }
}

/** What is wrong with the budget as typed; null where nothing is. */
export function budgetProblem(form: CurationForm, pool: number | null): string | null {
  if (!form.budgeted) return null;
  const value = Number(form.budget);
  if (form.budget.trim() === "" || !Number.isFinite(value) || value <= 0) return "Give a number above zero.";
  if (form.budgetUnit === "percent") return value > 100 ? "At most 100 %." : null;
  if (!Number.isInteger(value)) return "Give a whole number.";
  return pool !== null && value > pool ? `There are only ${pool} ${form.unit}s to choose from.` : null;
}

/** How many samples the budget stands for; null while unknown. */
export function budgetCount(form: CurationForm, pool: number | null): number | null {
  if (!form.budgeted || budgetProblem(form, pool) !== null) return null;
  if (form.budgetUnit === "count") return Number(form.budget);
  return pool === null ? null : Math.max(1, Math.round((Number(form.budget) / 100) * pool));
}

/** What is wrong with the seed as typed; null where nothing is. */
export function seedProblem(form: CurationForm): string | null {
  return /^\d{1,10}$/.test(form.seed) && Number(form.seed) < 2 ** 31 ? null : "Give a whole number from 0.";
}

/** What is wrong with the parts of a split; null where nothing is. */
export function partsProblem(parts: SplitPart[]): string | null {
  const names = parts.map(({ name }) => name.trim());
  if (names.includes("")) return "Every part needs a name.";
  if (new Set(names).size < names.length) return "Two parts have the same name.";
  if (parts.length < 2) return "A split needs two parts or more.";
  const shares = parts.map(({ percent }) => Number(percent));
  if (parts.some(({ percent }, at) => percent.trim() === "" || !(shares[at] >= 0)))
    return "Every part needs a share of 0 % or more.";
  const sum = shares.reduce((total, share) => total + share, 0);
  return Math.abs(sum - 100) > 0.05 ? `The shares sum to ${Number(sum.toFixed(1))} %, not to 100 %.` : null;
}

/** What is wrong with the mix that is aimed at; null where nothing is. */
export function targetProblem({ kind, shares }: TargetChoice): string | null {
  if (kind === "uniform") return null;
  const numbers = Object.values(shares).map((share) => Number(share || "0"));
  if (numbers.some((share) => !(share >= 0))) return "Shares are numbers from 0.";
  return numbers.some((share) => share > 0) ? null : "Give at least one value a share.";
}

/** What is wrong with one constraint; null where nothing is. */
export function constraintProblem(constraint: Constraint, unit: Unit = "sample"): string | null {
  if (constraint.kind === "prefer") {
    const weight = Number(constraint.count);
    if (!(weight > 0 && weight <= 1000)) return "Give a number above 0, at most 1,000.";
  } else if (!/^[1-9]\d{0,8}$/.test(constraint.count.trim())) return "Give a whole number above zero.";
  if (constraint.kind === "at-most") return constraint.field === "" ? "Choose a field." : null;
  return constraint.where.trim() === "" ? `Say which ${unit}s, as a filter.` : whereProblem(constraint.where, unit);
}

/** The first thing that is wrong with what the goal of a form asks; null where nothing is. */
export function formProblem(form: CurationForm, pool: number | null): string | null {
  const { asks } = goalFacts(form.goal);
  return (
    whereProblem(form.where, form.unit) ??
    budgetProblem(form, pool) ??
    seedProblem(form) ??
    (asks.ratios ? partsProblem(form.parts) : null) ??
    (asks.target ? targetProblem(form.target) : null) ??
    (asks.constraints
      ? (form.constraints.map((one) => constraintProblem(one, form.unit)).find((problem) => problem !== null) ?? null)
      : null)
  );
}

/** The request of a form without problems: only what its goal asks. */
export function curateRequest(form: CurationForm): CurateInput {
  const { asks, edgeShare } = goalFacts(form.goal);
  const hasShare =
    edgeShare !== null && form.edgePercent !== null && (form.goal !== "label" || form.strategy === "auto");
  const budget = form.budgetUnit === "percent" ? `${form.budget.trim()}%` : Number(form.budget);
  return {
    goal: form.goal,
    unit: form.unit,
    datasets: form.datasets,
    where: form.where,
    slice: form.slice ?? undefined,
    pool: form.pool,
    budget: form.budgeted ? budget : undefined,
    strategy: asks.strategy ? form.strategy : undefined,
    edgeShare: hasShare && form.edgePercent !== null ? form.edgePercent / 100 : undefined,
    ratios: asks.ratios
      ? Object.fromEntries(form.parts.map(({ name, percent }) => [name.trim(), Number(percent) / 100]))
      : undefined,
    groups: asks.groups ? form.groups : undefined,
    stratify: asks.ratios ? form.stratify : undefined,
    target: asks.target ? targetOf(form.target) : undefined,
    atLeast: asks.constraints
      ? form.constraints.flatMap((one) =>
          one.kind === "at-least" ? [{ count: Number(one.count), where: one.where }] : [],
        )
      : undefined,
    atMost: asks.constraints
      ? form.constraints.flatMap((one) =>
          one.kind === "at-most" ? [{ count: Number(one.count), field: one.field }] : [],
        )
      : undefined,
    prefer:
      form.goal === "label"
        ? form.constraints.flatMap((one) =>
            one.kind === "prefer" ? [{ weight: Number(one.count), where: one.where }] : [],
          )
        : undefined,
    seed: Number(form.seed),
    into: form.into.trim() || undefined,
  };
}

function targetOf({ field, kind, shares }: TargetChoice): CurateInput["target"] {
  if (kind === "uniform") return { [field]: "uniform" };
  const wished = Object.entries(shares).map(([value, share]) => [value, Number(share || "0") / 100] as const);
  return { [field]: Object.fromEntries(wished.filter(([, share]) => share > 0)) };
}
