import { GleanerError, type ParsedRequestOf } from "@gleaner/schema";
import type { UseCase } from "./context.ts";
import { parseBudget } from "./curate/budget.ts";
import { gatherEvidence } from "./curate/evidence.ts";
import { explainPicks } from "./curate/explain.ts";
import { encodePicks } from "./curate/pick-record.ts";
import { choosePool, type Pool } from "./curate/pool.ts";
import { productName } from "./curate/product-name.ts";
import { type Choice, chooseBaselines, choosePicks } from "./curate/strategies.ts";
import { requireDatasets } from "./datasets.ts";
import type { LoadedIndex } from "./index-cache.ts";
import type { ReportDocument } from "./report/index.ts";
import { reportPaths, writeReport } from "./report-files.ts";

/**
 * One Auto-Curate run: pick from the pool, compare the choice with random sampling, write the slice, the run and its report.
 * @throws GleanerError `bad_budget`, `budget_exceeds_pool`, `empty_selection`, `not_indexed`, `slice_exists`
 */
export const curate: UseCase<"curate"> = async (context, request, work) => {
  const { workspace, indexes, actor } = context;
  const { goal, into, append, space, seed, dryRun, unit } = request;
  if (goal !== "label") {
    throw new GleanerError("bad_request", `The goal ${goal} is not there yet.`, { hint: "Use --goal label." });
  }
  if (unit === "object") {
    throw new GleanerError("empty_selection", "The workspace holds no objects.", { hint: "Leave out --unit object." });
  }
  await requireDatasets(context, request.datasets);
  if (into !== undefined && !append && (await workspace.slices.has(into))) {
    throw new GleanerError("slice_exists", `There is a slice ${JSON.stringify(into)} already.`, {
      hint: "Choose another name, or add to it with --append.",
    });
  }
  const loaded = await indexes.load(space, request.datasets);
  const pool = await choosePool(context, loaded, request);
  const budget = parseBudget(request.budget, pool.rows.length);
  const choice = await choosePicks(context, loaded, pool, { ...request, budget }, work);
  work.check();
  const { picks } = choice;
  const explanation = await explainPicks(context, loaded, picks, choice);
  const baselines = await chooseBaselines(context, loaded, pool, picks.length, seed, work);
  const evidence = await gatherEvidence(
    context,
    { loaded, pool: pool.rows, picks, explanation, seed, baselines },
    work,
  );
  work.check();

  const run = await workspace.curations.nextRun(goal);
  const slice = into ?? run;
  const numbers = picks.map((row) => loaded.numbers[row]);
  const document = reportOf(request, { run, slice, pool, budget, choice, loaded }, evidence);
  const { headline, metrics } = evidence;
  const random = { mean: headline.random?.mean ?? 0, sd: headline.random?.sd ?? 0 };
  const clusters = {
    level: loaded.index.level,
    total: headline.total ?? 0,
    covered: headline.ours,
    coveredByRandom: random,
  };
  const figures = Object.fromEntries(metrics.map(({ key, ours }) => [key, ours]));
  const result = {
    run,
    goal,
    pool: { kind: pool.kind, samples: pool.rows.length },
    slices: [{ name: slice, count: picks.length }],
    selected: picks.length,
    clusters,
    metrics: { clustersCovered: headline.ours, ...figures },
    control: {
      clustersCovered: random,
      ...Object.fromEntries(metrics.map(({ key, random: control }) => [key, control])),
    },
  };
  if (dryRun) return { ...result, slices: [], report: null };

  const paths = await reportPaths(workspace, run);
  await writeReport(paths, document);
  await workspace.slices.create(
    { name: slice, origin: `curation:${run}`, content: { numbers }, description: document.title },
    { actor, append },
  );
  await workspace.curations.write(
    {
      run,
      goal,
      dataset: loaded.index.scope,
      budget,
      selected: picks.length,
      seed,
      strategy: choice.name,
      slices: result.slices,
      coverage: { level: clusters.level, total: clusters.total, covered: clusters.covered, random: random.mean },
      recipe: document.recipe.json,
      metrics: result.metrics,
      outcome: { picks: encodePicks(numbers, explanation) },
      report: paths.html,
    },
    { actor },
  );
  return { ...result, report: paths.html };
};

interface RunFacts {
  run: string;
  slice: string;
  pool: Pool;
  budget: number;
  choice: Choice;
  loaded: LoadedIndex;
}

/** What was asked for and how, around what was measured. */
function reportOf(
  request: ParsedRequestOf<"curate">,
  { run, slice, pool, budget, choice, loaded }: RunFacts,
  evidence: Awaited<ReturnType<typeof gatherEvidence>>,
): ReportDocument {
  const { goal, datasets, where, seed, space } = request;
  const named = datasets.length > 0 ? datasets : loaded.index.scope;
  const notes: ReportDocument["notes"] = [];
  if (pool.kind === "unlabeled" && pool.labeled.length > 0) {
    notes.push({
      kind: "info",
      text: `${pool.labeled.length} samples carry a label already; the choice keeps away from what they cover.`,
    });
  }
  if (pool.notIndexed > 0) {
    notes.push({
      kind: "warning",
      text: `${pool.notIndexed} samples of the pool are not indexed yet and could not be chosen.`,
    });
  }
  for (const text of choice.notes) notes.push({ kind: "info", text });
  return {
    version: 1,
    generator: productName,
    title: `What to label next in ${named.join(", ")}`,
    run,
    goal,
    unit: "sample",
    datasets: named,
    slices: [{ name: slice, count: choice.picks.length }],
    pool: { kind: pool.kind, samples: pool.rows.length, where },
    budget,
    selected: choice.picks.length,
    seed,
    strategy: { name: choice.name, label: choice.label, description: choice.description },
    ...evidence,
    notes,
    skipped: { count: 0, items: [] },
    recipe: {
      command: commandOf(request, named, budget),
      json: { goal, datasets: named, budget, pool: request.pool, strategy: request.strategy, where, space, seed },
      inputs: { index: loaded.index.fingerprint },
    },
  };
}

function commandOf(request: ParsedRequestOf<"curate">, datasets: string[], budget: number): string {
  const { goal, pool, strategy, where, slice, edgeShare, space, seed } = request;
  const flags = [
    `--goal ${goal} --budget ${budget} --pool ${pool}`,
    ...(strategy === "auto" ? [] : [`--strategy ${strategy}`]),
    ...(edgeShare === undefined ? [] : [`--edge-share ${edgeShare}`]),
    ...(where === "" ? [] : [`--where ${quoted(where)}`]),
    ...(slice === undefined ? [] : [`--slice ${quoted(slice)}`]),
    ...(space === "default" ? [] : [`--space ${quoted(space)}`]),
    `--seed ${seed}`,
  ];
  return `gleaner curate ${quoted(datasets.join(","))} ${flags.join(" ")}`;
}

/** A word as a POSIX shell reads it. */
function quoted(word: string): string {
  return /^[\w,.%-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
