import { duplicateDistance } from "@gleaner/kernel";
import type { EngineContext } from "../context.ts";
import { graphScores } from "../indexes/graph-scores.ts";
import { positionsOf } from "../number-lookup.ts";
import {
  type Baseline,
  type Headline,
  judge,
  type Metric,
  mapPicture,
  type ReportDocument,
  representation,
} from "../report/index.ts";
import type { Work } from "../work.ts";
import { measureArms } from "./arm.ts";
import { clusterCards, shownClusters, shownMembers } from "./cluster-cards.ts";
import { edgeCaseSize, poolClusters } from "./clusters.ts";
import { baselineOf, metricsOf, randomDraws } from "./control.ts";
import { coverageBySize, coverageHeadline } from "./coverage.ts";
import { fieldDistributions } from "./fields.ts";
import type { GoalPlan } from "./goal.ts";
import type { OpenIndex } from "./open-index.ts";
import { type PickExplanation, reasonOf } from "./pick-record.ts";
import { reportPictures } from "./pictures.ts";
import { saturationOf } from "./saturation.ts";

/** Picks that a report shows. */
const picksShown = 50;
const mapPoints = 4000;

/** What a report needs to know of a selection. */
export interface Selected {
  opened: OpenIndex;
  /** Rows of the index that were to choose from, ascending. */
  pool: Int32Array;
  /** Rows of the index in the order of selection. */
  picks: Int32Array;
  explanation: PickExplanation;
  seed: number;
  /** Other strategies at the same budget, by name. */
  baselines: GoalPlan["baselines"];
  figures: GoalPlan["figures"];
  coverage: GoalPlan["coverage"];
  next: GoalPlan["next"];
  isRanking: boolean;
  targets?: GoalPlan["targets"];
}

/** The part of a report that is measured; the rest says what was asked for. */
export type Evidence = Pick<
  ReportDocument,
  | "headline"
  | "verdict"
  | "coverageBySize"
  | "metrics"
  | "baselines"
  | "saturation"
  | "curves"
  | "map"
  | "sparseClusters"
  | "denseClusters"
  | "distributions"
  | "representation"
  | "picks"
  | "index"
>;

/** What was measured; coverage also apart, for it is the headline of some goals only. */
export interface Gathered {
  evidence: Evidence;
  covered: Headline;
}

/** Measures a selection against random selections of the same size and the baselines. */
export async function gatherEvidence(context: EngineContext, selected: Selected, work: Work): Promise<Gathered> {
  const { opened, pool, picks, seed, baselines } = selected;
  const { loaded } = opened;
  const { index, numbers, graph, map } = loaded;
  const clusters = poolClusters(loaded, pool);
  const draws = picks.length < pool.length ? randomDraws(pool, picks.length, seed) : [];
  const { nearestDistance } = await graphScores(graph);
  work.progress({ phase: "control", done: 0, total: draws.length });
  const arms = [picks, ...draws, ...baselines.map((baseline) => baseline.picks)];
  const options = { seed, duplicateDistance: duplicateDistance(nearestDistance) };
  const [ours, ...others] = await measureArms(opened, pool, arms, options, work);
  const drawn = others.slice(0, draws.length);
  const own = (await selected.figures?.(draws)) ?? null;
  const compared = baselines.map(({ strategy, label, picks: rows }, at): Baseline => {
    const baseline = baselineOf(strategy, label, others[draws.length + at]);
    return { ...baseline, values: { ...baseline.values, ...own?.valuesOf?.(rows) } };
  });
  const covered = coverageHeadline(clusters, picks, pool.length);
  const general = own ? [metricOf(covered), ...metricsOf(ours, drawn)] : metricsOf(ours, drawn);
  const shown = selected.coverage === "judged" ? general : general.map(unjudged);
  const ownKeys = new Set(own ? [own.headline.key, ...own.metrics.map(({ key }) => key)] : []);
  const headline = own?.headline ?? covered;
  const metrics = [...(own?.metrics ?? []), ...shown.filter(({ key }) => !ownKeys.has(key))];

  const picked = new Uint8Array(numbers.length);
  for (const row of picks) picked[row] = 1;
  const cards = shownClusters(loaded, clusters);
  const listed = shownPicks(selected);
  const pictured = [
    ...listed.map((at) => picks[at]),
    ...[...cards.sparse, ...cards.dense].flatMap((at) => shownMembers(clusters.members[at], picked)),
  ];
  work.progress({ phase: "report", done: 0, total: pictured.length });
  const pictures = await reportPictures(
    context,
    pictured.map((row) => numbers[row]),
  );
  const clustersShown = await clusterCards(context, loaded, clusters, picks, cards, pictures);
  const positionOf = positionsOf(pool);
  const inPool = (rows: Int32Array) => rows.map(positionOf).filter((position) => position >= 0);
  const distributions = await fieldDistributions(context, {
    numbers: pool.map((row) => numbers[row]),
    picks: inPool(picks),
    draws: draws.map(inPool),
    space: index.space,
    targets: selected.targets,
  });
  const { model, dimension } = await context.workspace.spaces.get(index.space);

  const evidence: Evidence = {
    headline,
    verdict: judge(headline, metrics, picks.length === pool.length),
    coverageBySize: coverageBySize(clusters, loaded.tree, picks, pool.length),
    metrics,
    baselines: compared,
    saturation: selected.next ? saturationOf(clusters, loaded.tree, picks, selected.next, pool.length) : null,
    curves: [],
    map: await pictureOf(index.map, map, pool, picks, draws[0]),
    ...clustersShown,
    distributions,
    representation: distributions.flatMap((field) => representation(field, pool.length, picks.length)),
    picks: await reportPicks(context, selected, listed, pictures),
    index: {
      space: index.space,
      model,
      dimension,
      scope: index.scope,
      samples: numbers.length,
      neighbors: index.neighbors,
      recall: index.recall,
      level: index.level,
      edgeCases: index.edgeCases,
      edgeCaseSize,
    },
  };
  return { evidence, covered };
}

/** A headline as one of the further figures. */
function metricOf({ total, wording, ...metric }: Headline): Metric {
  return metric;
}

/** A figure that is shown without a judgement. */
function unjudged(metric: Metric): Metric {
  return { ...metric, direction: "neither" };
}

function pictureOf(
  method: string,
  map: Float32Array,
  pool: Int32Array,
  picks: Int32Array,
  draw: Int32Array | undefined,
) {
  const at = (rows: Int32Array | undefined) => {
    if (!rows) return undefined;
    const wanted = new Set(rows);
    return Uint8Array.from(pool, (row) => (wanted.has(row) ? 1 : 0));
  };
  const x = Float32Array.from(pool, (row) => map[2 * row]);
  const y = Float32Array.from(pool, (row) => map[2 * row + 1]);
  const picked = at(picks) ?? new Uint8Array(pool.length);
  return mapPicture({ method: method.toUpperCase(), x, y, picked, random: at(draw) }, mapPoints);
}

/** Which picks a report shows, by position: the first ones of a ranking, else some at even steps, so that all kinds are seen. */
function shownPicks({ picks, isRanking }: Selected): Int32Array {
  const count = Math.min(picksShown, picks.length);
  const step = isRanking ? 1 : picks.length / count;
  return Int32Array.from({ length: count }, (_, i) => Math.floor(i * step));
}

async function reportPicks(
  { workspace }: EngineContext,
  { opened: { loaded }, picks, explanation }: Selected,
  shown: Int32Array,
  pictures: ReadonlyMap<number, string>,
): Promise<ReportDocument["picks"]> {
  const { nearest, nearestSimilarity, displaced, cluster, clusterSize, gain, step, details } = explanation;
  const numbers = [...shown].map((i) => loaded.numbers[picks[i]]);
  const others = [...shown].flatMap((i) => [nearest[i], displaced[i]]).filter((number) => number >= 0);
  const samples = new Map(
    (await workspace.samples.rows([...new Set([...numbers, ...others])])).map((row) => [row.number, row]),
  );
  return [...shown].flatMap((i, at) => {
    const sample = samples.get(numbers[at]);
    if (!sample) return [];
    const near = samples.get(nearest[i]);
    const passed = samples.get(displaced[i]);
    return {
      order: i + 1,
      id: sample.id,
      path: sample.path,
      label: sample.labels[0] ?? null,
      cluster: cluster[i],
      clusterSize: clusterSize[i],
      gain: Number.isNaN(gain[i]) ? null : gain[i],
      nearestPick: near ? { id: near.id, path: near.path, similarity: nearestSimilarity[i] } : null,
      displaced: passed ? { id: passed.id, path: passed.path } : null,
      reason: reasonOf(step[i], clusterSize[i], details?.[i]),
      thumbnail: pictures.get(numbers[at]) ?? null,
    };
  });
}
