import { joinedSets } from "@gleaner/kernel";
import { findNearDuplicates, type NearDuplicates, pairSource } from "../../duplicates/near-duplicates.ts";
import type { FieldValues } from "../../report/index.ts";
import { sameReason } from "../explain.ts";
import { fieldCodes, requiredFieldCodes } from "../field-codes.ts";
import type { GoalRun, PlanGoal } from "../goal.ts";
import { steps } from "../pick-record.ts";
import { choosePool } from "../pool.ts";
import { assignUnits } from "../split/assign-units.ts";
import { type Comparison, compareParts } from "../split/certificate.ts";
import { certify, partByRow, splitFigures } from "../split/figures.ts";
import { listValues, proportionsOf, shortfalls } from "../split/proportions.ts";
import { parseRatios } from "../split/ratios.ts";
import { makeUnits } from "../split/units.ts";
import { pairsOfFields } from "../together.ts";

/** Rounds of comparing all samples and joining the near-duplicates that the graph did not show. */
const roundsAtMost = 5;

/**
 * Train, validation and test parts that leak nothing: near-duplicates and the groups that the user names stay together, classes and the
 * fields to stratify by keep their shares, and all samples of different parts are compared to prove it.
 */
export const planSplit: PlanGoal = async (run) => {
  const { context, loaded, request, work } = run;
  const { groups, stratify, seed } = request;
  const parts = parseRatios(request.ratios);
  const ratios = parts.map(({ ratio }) => ratio);
  const pool = await choosePool(context, loaded, request, "all");
  const numbers = pool.rows.map((row) => loaded.numbers[row]);
  work.progress({ phase: "select", done: 0, total: pool.rows.length });
  const fields: FieldValues[] = [];
  const classes = await fieldCodes(context, numbers, "label", request.space);
  if (classes.names.length > 0) fields.push(classes);
  for (const field of stratify.filter((name) => name !== "label")) {
    fields.push(await requiredFieldCodes(context, numbers, field, request.space));
  }
  const duplicates = await findNearDuplicates(context.workspace, pairSource(loaded), pool.rows);
  const grouped = await pairsOfFields(context, loaded, pool.rows, groups);
  const { part, comparison, setOf } = await assignWithoutLeaks(run, pool.rows, fields, ratios, duplicates, grouped);
  const proportions = proportionsOf(fields, part, ratios);

  const names = parts.map(({ name }) => name);
  const slices = names.map((name, at) => ({
    suffix: name,
    description: `Part ${name} of a split without leaks`,
    rows: pool.rows.filter((_, position) => part[position] === at),
  }));
  const largest = slices.reduce((best, { rows }, at) => (rows.length > slices[best].rows.length ? at : best), 0);
  const heldOut = slices.flatMap(({ rows }, at) => (at === largest ? [] : [...rows]));
  const picks = Int32Array.from(heldOut);
  const details = slices.flatMap(({ rows, suffix }, at) => (at === largest ? [] : Array.from(rows, () => suffix)));
  const sets = setSizes(setOf);
  const divided = { loaded, rows: pool.rows, part, pairs: duplicates.pairs };
  const certificate = await certify(context, divided, names, duplicates.limit, comparison);
  return {
    title: "Split without leaks",
    pool,
    budget: picks.length,
    choice: {
      ...sameReason(picks.length, steps.assigned, details),
      picks,
      name: "split",
      label: "groups kept together, classes in proportion",
      description: `Near-duplicates${groups.length > 0 ? ` and samples with the same ${groups.join(", ")}` : ""} stay in one part. Groups are placed first, largest first, then single samples by iterative stratification (Sechidis et al. 2011). What follows describes the parts other than ${names[largest]} as the selection.`,
      notes: [
        ...(fields.length === 0 ? ["No sample has a class, so only sizes and near-duplicates were looked after."] : []),
        ...(request.budget === undefined ? [] : ["A split has no budget: every sample of the pool goes into a part."]),
      ],
    },
    slices,
    splitOf: slices.map(({ suffix, rows }) => ({ split: suffix, rows })),
    baselines: [],
    figures: () => splitFigures(divided, fields, proportions, certificate, seed),
    coverage: "shown",
    isRanking: false,
    next: null,
    splits: {
      parts: slices.map(({ suffix, rows }, at) => ({ name: suffix, ratio: ratios[at], samples: rows.length })),
      ...listValues(fields, proportions),
      together: { ...sets, fields: groups },
      certificate,
    },
    warnings: [
      ...shortfalls(fields, proportions, names),
      ...slices.flatMap(({ suffix, rows }, at) =>
        rows.length === 0 && ratios[at] > 0 ? [`The part ${suffix} is empty: the groups leave nothing for it.`] : [],
      ),
    ],
  };
};

/** Assigns, compares, and where near-duplicates were found that the graph did not list, joins them and assigns again. */
async function assignWithoutLeaks(
  { context, loaded, request, work }: GoalRun,
  rows: Int32Array,
  fields: readonly FieldValues[],
  ratios: readonly number[],
  { limit, pairs }: NearDuplicates,
  grouped: Int32Array,
): Promise<{ part: Int32Array; comparison: Comparison; setOf: Int32Array }> {
  const found: number[] = [];
  for (let round = 1; ; round++) {
    const sets = joinedSets(loaded.numbers.length, pairs, grouped, Int32Array.from(found));
    const setOf = rows.map((row) => sets[row]);
    const units = makeUnits(setOf, fields);
    const assigned = assignUnits({ ...units, ratios, seed: request.seed });
    const part = units.unitOf.map((unit) => assigned[unit]);
    const byRow = partByRow(rows, part, loaded.numbers.length);
    const comparison = await compareParts(context, loaded, byRow, limit, work);
    if (comparison.leaks.length === 0 || round === roundsAtMost) return { part, comparison, setOf };
    for (const { a, b } of comparison.leaks) found.push(a, b);
  }
}

/** Sets of two or more, and the rows in them. */
function setSizes(setOf: Int32Array): { groups: number; samples: number } {
  const sizes = new Map<number, number>();
  for (const set of setOf) sizes.set(set, (sizes.get(set) ?? 0) + 1);
  const several = [...sizes.values()].filter((size) => size > 1);
  return { groups: several.length, samples: several.reduce((sum, size) => sum + size, 0) };
}
