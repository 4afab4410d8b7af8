import { distributionDivergence, headlineWordings } from "../../report/index.ts";
import { fillTarget } from "../balance/fill-target.ts";
import { type FieldTarget, resolveTarget, targetFields } from "../balance/target.ts";
import { parseBudget } from "../budget.ts";
import { meetMinimums, Room, resolveConstraints } from "../constraints.ts";
import { controlOf } from "../control.ts";
import { sameReason } from "../explain.ts";
import { valueRange } from "../field-codes.ts";
import type { GoalFigures, PlanGoal } from "../goal.ts";
import { steps } from "../pick-record.ts";
import { choosePool } from "../pool.ts";
import { chooseBaselines } from "../strategies.ts";

/** Values of a target that are named when they can't be met. */
const namedAtMost = 8;

/** Picks whose classes, metadata or clusters have the shares of a target; among equals those that represent the pool best come first. */
export const planBalance: PlanGoal = async ({ context, loaded, opened, request, work }) => {
  const { seed, space } = request;
  const needsLabels = "label" in targetFields(request.target ?? {});
  const pool = await choosePool(context, loaded, request, needsLabels ? "labeled" : "all");
  const numbers = pool.rows.map((row) => loaded.numbers[row]);
  const targets = await resolveTarget(context, numbers, request.target, space);
  const budget = parseBudget(request.budget ?? "10%", pool.rows.length);
  const constraints = await resolveConstraints(context, loaded, pool.rows, budget, request);
  const room = new Room(constraints);
  const needed = meetMinimums(loaded, constraints, pool.labeled, budget, room);
  work.progress({ phase: "select", done: 0, total: budget });
  const problem = { candidates: pool.rows, chosen: pool.labeled, seed };
  const ranked = await opened.select({ ...problem, strategy: "facility", budget: pool.rows.length }, work);
  const positionOf = new Map([...pool.rows].map((row, position): [number, number] => [row, position]));
  const known = new Set(needed.rows);
  const order = [...needed.rows, ...[...ranked.rows].filter((row) => !known.has(row))];
  const positions = Int32Array.from(order, (row) => positionOf.get(row) ?? 0);
  const first = new Set(positions.subarray(0, needed.rows.length));
  const picked = fillTarget(targets, positions, budget, first, {
    allows: (position) => room.allows(pool.rows[position]),
    take: (position) => room.take(pool.rows[position]),
  });
  const picks = picked.map((position) => pool.rows[position]);
  const details = [...picked].map((position, at) => needed.details[at] ?? valuesText(targets, position));
  return {
    title: "Towards a target distribution",
    pool,
    budget,
    choice: {
      ...sameReason(picks.length, steps.target, details),
      step: new Uint8Array(picks.length).fill(steps.target).fill(steps.minimum, 0, needed.rows.length),
      picks,
      name: "balance",
      label: "greedy towards the target",
      description:
        "Each pick comes from the values that lack most relative to the target (Pearson's chi-squared over all its fields); among samples with the same values those that represent the pool best come first.",
      notes: [],
    },
    slices: [{ suffix: "", description: "Towards a target distribution", rows: picks }],
    baselines: await chooseBaselines(context, opened, { ...problem, budget: picks.length }, "facility", work),
    figures: (draws) => figuresOf(targets, positionOf, picks, draws),
    coverage: "shown",
    isRanking: false,
    next: new Int32Array(0),
    targets: Object.fromEntries(
      targets.map(({ values, shares }) => [
        values.field,
        Object.fromEntries(values.names.map((name, code) => [name, shares[code]])),
      ]),
    ),
    warnings: shortfalls(targets, numbers.length, budget, picks.length),
  };
};

function valuesText(targets: readonly FieldTarget[], position: number): string {
  return targets
    .map(({ values }) => {
      const [start, end] = valueRange(values, position);
      const names = [...values.codes.subarray(start, end)]
        .filter((code) => code >= 0)
        .map((code) => values.names[code]);
      return `${values.field} ${names.join(", ") || "none"}`;
    })
    .join(", ");
}

/** How often each value occurs among positions. */
function countsOf({ values }: FieldTarget, positions: Iterable<number>): Float64Array {
  const counts = new Float64Array(values.names.length);
  for (const position of positions) {
    const [start, end] = valueRange(values, position);
    for (let at = start; at < end; at++) if (values.codes[at] >= 0) counts[values.codes[at]]++;
  }
  return counts;
}

/** What the pool can't give, in sentences. */
function shortfalls(targets: readonly FieldTarget[], pool: number, budget: number, picked: number): string[] {
  const gaps = targets.flatMap((target) => {
    const available = countsOf(
      target,
      Array.from({ length: pool }, (_, position) => position),
    );
    return target.values.names.flatMap((name, code) => {
      const wanted = Math.round(target.shares[code] * budget);
      return available[code] < wanted
        ? [
            {
              text: `${target.values.field} ${name}: ${wanted} wanted, ${available[code]} in the pool`,
              gap: wanted - available[code],
            },
          ]
        : [];
    });
  });
  gaps.sort((a, b) => b.gap - a.gap);
  const named = gaps.slice(0, namedAtMost).map(({ text }) => `The target can't be met: ${text}.`);
  if (gaps.length > namedAtMost) named.push(`${gaps.length - namedAtMost} more values of the target can't be met.`);
  if (picked < budget) named.push(`Only ${picked} of ${budget} could be picked under the constraints.`);
  return named;
}

/** Picks beyond what the target wants of their values, and the mean divergence over its fields, beside random sampling. */
function figuresOf(
  targets: readonly FieldTarget[],
  positionOf: ReadonlyMap<number, number>,
  picks: Int32Array,
  draws: readonly Int32Array[],
): GoalFigures {
  const meanOf = (rows: Int32Array, figure: (target: FieldTarget, counts: Float64Array) => number) => {
    const positions = [...rows].flatMap((row) => positionOf.get(row) ?? []);
    const each = targets.map((target) => figure(target, countsOf(target, positions)));
    return each.reduce((sum, value) => sum + value, 0) / each.length;
  };
  const divergence = (rows: Int32Array) =>
    meanOf(rows, ({ shares }, counts) => distributionDivergence(shares, counts) ?? 1);
  const offTarget = (rows: Int32Array) =>
    Math.round(meanOf(rows, ({ shares }, counts) => surplus(shares, counts) + rows.length - sumOf(counts)));
  return {
    headline: {
      key: "offTarget",
      label: "Picks off the target",
      definition:
        "Picks beyond what the target wants of their value, or without a value that it names; the mean over its fields.",
      format: "count",
      direction: "lower",
      ours: offTarget(picks),
      total: null,
      random: controlOf(draws.map(offTarget)),
      wording: headlineWordings.balance,
    },
    metrics: [
      {
        key: "targetDivergence",
        label: "Divergence from the target",
        definition: "Jensen-Shannon divergence of the picks from the target in bits, 0 to 1; the mean over its fields.",
        format: "distance",
        direction: "lower",
        ours: divergence(picks),
        random: controlOf(draws.map(divergence)),
      },
    ],
    valuesOf: (rows) => ({ offTarget: offTarget(rows), targetDivergence: divergence(rows) }),
  };
}

/** How many counts lie above their share of all. */
function surplus(shares: ArrayLike<number>, counts: Float64Array): number {
  const [wanted, all] = [sumOf(shares), sumOf(counts)];
  return counts.reduce((sum, count, code) => sum + Math.max(0, count - (shares[code] / wanted) * all), 0);
}

function sumOf(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0);
}
