import { GleanerError, type ParsedRequestOf, type Unit } from "@gleaner/schema";
import type { EngineContext, UseCase } from "../context.ts";
import { requireDatasets } from "../datasets/datasets.ts";
import type { Headline } from "../report/index.ts";
import { checkRequest } from "./check-request.ts";
import { type Evidence, gatherEvidence } from "./evidence.ts";
import { explainPicks } from "./explain.ts";
import { forUnit, requireIndexOf } from "./for-unit.ts";
import type { GoalPlan } from "./goal.ts";
import { goals } from "./goals/index.ts";
import { inputHashes } from "./inputs.ts";
import { withOpenIndex } from "./open-index.ts";
import { encodePicks } from "./pick-record.ts";
import { reportOf } from "./report-document.ts";
import { reportPaths, writeReport } from "./report-files.ts";
import type { RunFacts } from "./run-facts.ts";
import { nextRunName } from "./run-name.ts";
import { sliceNames } from "./slice-names.ts";

/**
 * One Auto-Curate run: pick from the pool, compare the choice with random sampling, write the slices, the run and its report.
 * @throws GleanerError `bad_budget`, `budget_exceeds_pool`, `empty_selection`, `not_indexed`, `labels_missing`, `slice_exists`,
 * `bad_request` for ratios, targets and constraints that make no sense
 */
export const curate: UseCase<"curate"> = async (context, asked, work) => {
  const { workspace, indexes, actor } = context;
  const request = forUnit(asked);
  const { goal, append, seed, dryRun, unit } = request;
  checkRequest(request);
  await requireDatasets(context, request.datasets);
  await refuseTaken(context, request);
  const loaded = await indexes.load(request.space, request.datasets);
  requireIndexOf(unit, loaded);
  const { plan, explanation, evidence, covered } = await withOpenIndex(context, loaded, async (opened) => {
    const made = await goals[goal]({ context, loaded, opened, request, work });
    work.check();
    const { picks } = made.choice;
    const explained = await explainPicks(opened, picks, made.choice, work);
    const selected = { ...made, opened, pool: made.pool.rows, picks, explanation: explained, seed };
    return { plan: made, explanation: explained, ...(await gatherEvidence(context, selected, work)) };
  });
  work.check();
  const { pool, choice, budget } = plan;
  const { picks } = choice;

  const run = await nextRunName(workspace, goal);
  const numbersOf = (rows: Int32Array) => rows.map((row) => loaded.numbers[row]);
  const slices = (await sliceNames(workspace, request, run, plan.slices)).map(({ name, description, part }) => ({
    name,
    description,
    numbers: Int32Array.from([...numbersOf(part.rows), ...(part.others ?? [])]),
  }));
  const counts = slices.map(({ name, numbers }) => ({ name, count: numbers.length }));
  const inputs = await inputHashes(context, loaded, pool.rows);
  const document = reportOf({ request, run, slices: counts, loaded, plan, inputs }, evidence);
  const figures = figuresOf(evidence, covered, loaded.index.level);
  const result = {
    run,
    goal,
    pool: { kind: pool.kind, samples: pool.rows.length },
    slices: counts,
    selected: selectedOf(plan),
    assigned: null,
    ...figures,
    verdict: evidence.verdict.sentence,
    notes: document.notes.map(({ text }) => text),
  };
  if (dryRun) return { ...result, report: null };

  const paths = await reportPaths(workspace, run);
  await writeReport(paths, document);
  for (const { name, numbers, description } of slices) {
    await workspace.slices.create(
      { name, unit, origin: `curation:${run}`, content: { numbers }, description },
      { actor, append },
    );
  }
  const facts: RunFacts = {
    inputs,
    pool: pool.rows.length,
    newest: (await workspace.samples.numbers({ unit })).at(-1) ?? null,
    verdict: result.verdict,
    notes: result.notes,
  };
  const { clusters, metrics } = figures;
  await workspace.curations.write(
    {
      run,
      goal,
      unit,
      dataset: loaded.index.scope,
      budget,
      selected: result.selected,
      seed,
      strategy: choice.name,
      slices: counts,
      coverage: {
        level: clusters.level,
        total: clusters.total,
        covered: clusters.covered,
        random: clusters.coveredByRandom.mean,
      },
      recipe: document.recipe.json,
      metrics,
      outcome: { picks: encodePicks(numbersOf(picks), explanation), facts },
      report: paths.html,
    },
    { actor },
  );
  const assigned = request.assign ? await assignSplits(context, unit, plan, numbersOf) : null;
  return { ...result, assigned, report: paths.html };
};

/** Sets the field `split` of the samples, those of objects where the run was about objects, to what the plan made of them. */
async function assignSplits(
  { workspace, actor }: EngineContext,
  unit: Unit,
  { splitOf = [] }: GoalPlan,
  numbersOf: (rows: Int32Array) => Int32Array,
): Promise<number> {
  const ofSamples = async (numbers: Int32Array) =>
    unit === "sample" ? numbers : Int32Array.from(new Set((await workspace.objects.columns(numbers)).samples));
  const parts = await Promise.all(
    splitOf.map(async ({ split, rows }) => ({ split, numbers: await ofSamples(numbersOf(rows)) })),
  );
  return workspace.samples.assignSplits(parts, { actor });
}

/** A slice that is there already is refused before any work is done. */
async function refuseTaken({ workspace }: EngineContext, { into, append }: ParsedRequestOf<"curate">): Promise<void> {
  if (into === undefined || append || !(await workspace.slices.has(into))) return;
  throw new GleanerError("slice_exists", `There is a slice ${JSON.stringify(into)} already.`, {
    hint: "Choose another name, or add to it with --append.",
  });
}

/** Samples that the run put into slices for use; of a goal with one main slice, those in it. */
function selectedOf({ slices, choice }: GoalPlan): number {
  const [main] = slices;
  if (main.suffix === "") return main.rows.length;
  const all = slices.reduce((sum, { rows }) => sum + rows.length, 0);
  return Math.max(all, choice.picks.length);
}

/** The figures of a run for programs: coverage apart, everything by key, with the random control. */
function figuresOf({ headline, metrics }: Evidence, covered: Headline, level: number) {
  const { mean, sd } = covered.random ?? { mean: 0, sd: 0 };
  const all = [headline, ...metrics];
  return {
    clusters: { level, total: covered.total ?? 0, covered: covered.ours, coveredByRandom: { mean, sd } },
    metrics: Object.fromEntries(all.map(({ key, ours }) => [key, ours])),
    control: Object.fromEntries(all.map(({ key, random }) => [key, random && { mean: random.mean, sd: random.sd }])),
  };
}
