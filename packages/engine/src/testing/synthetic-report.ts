import { crc32, deflateSync } from "node:zlib";
import { createRandom, permutation, type Random } from "@gleaner/kernel";
import { type FieldValues, fieldDistribution } from "../report/divergence.ts";
import type { ReportDocument } from "../report/document.ts";
import type { Headline, Metric, SizeBucket } from "../report/evidence.ts";
import { imageUri } from "../report/image-uri.ts";
import { mapPicture } from "../report/map-picture.ts";
import type { ClusterCard, ReportPick } from "../report/pictures.ts";
import { representation } from "../report/representation.ts";
import { distinguishingTraits, measureStatistics } from "../report/traits.ts";
import { headlineWordings, judge } from "../report/verdict.ts";

/** A pool with a heavy tail of cluster sizes, one coverage-first selection from it, and its report: what the tests render. */
export interface SyntheticOptions {
  samples: number;
  budget: number;
  seed?: number;
  /** Picture of sample i; a coloured 24 x 24 PNG unless given. */
  picture?: (sample: number) => Uint8Array;
}

const classes = ["sneaker", "boot", "sandal", "loafer", "slipper", "clog", "ice skate", "flipper"];
const cameras = ["A", "B", "C", "night"];
const draws = 10;
const buckets: [number, number | null][] = [
  [1, 1],
  [2, 5],
  [6, 20],
  [21, 100],
  [101, null],
];

interface Pool {
  clusterOf: Int32Array;
  clusters: Int32Array[];
  x: Float32Array;
  y: Float32Array;
  brightness: Float32Array;
  label: Int32Array;
  camera: Int32Array;
}

/** The finished document of a synthetic run; the same options give the same document. */
export async function syntheticReport(options: SyntheticOptions): Promise<ReportDocument> {
  const { samples, budget, seed = 7 } = options;
  const random = createRandom(seed);
  const pool = makePool(samples, random);
  const picks = select(pool, budget);
  const picked = new Uint8Array(samples);
  for (const pick of picks) picked[pick] = 1;
  const control = Array.from({ length: draws }, () => permutation(samples, random).slice(0, picks.length));
  const drawn = new Uint8Array(samples);
  for (const sample of control[0]) drawn[sample] = 1;

  const headline = coverageHeadline(pool, picks.length);
  const metrics = metricsOf(picks.length, samples);
  const measures = { blurry: pool.brightness, dark: pool.brightness.map((value) => 1 - value * 0.7) };
  const statistics = measureStatistics(measures);
  const picture = options.picture ?? ((sample: number) => flatPng(pool.label[sample] * 28 + 20, 90, 160));
  const card = (cluster: number): ClusterCard => {
    const members = pool.clusters[cluster];
    return {
      cluster,
      size: members.length,
      picks: members.reduce((sum, sample) => sum + picked[sample], 0),
      expected: (members.length * picks.length) / samples,
      label: { class: classes[pool.label[members[0]]], share: 1 },
      traits: distinguishingTraits(measures, statistics, members),
      thumbnails: Array.from(members.slice(0, 6), (sample) => ({
        id: `s${sample}`,
        uri: imageUri(picture(sample)),
        alt: `${classes[pool.label[sample]]} ${sample}`,
        picked: picked[sample] === 1,
      })),
    };
  };
  const bySize = pool.clusters.map((_, cluster) => cluster);
  bySize.sort((a, b) => pool.clusters[a].length - pool.clusters[b].length || a - b);
  const byClass: FieldValues = { field: "label", kind: "class", names: classes, codes: pool.label };
  const byCamera: FieldValues = { field: "meta.camera", kind: "metadata", names: cameras, codes: pool.camera };
  const distributions = [byClass, byCamera].map((field) => fieldDistribution(field, picks, control));

  return {
    version: 1,
    generator: "gleaner 0.1.0",
    title: "label 1 on shoes",
    run: "label-1",
    goal: "label",
    unit: "sample",
    datasets: ["shoes"],
    slices: [{ name: "label 1", count: picks.length }],
    pool: { kind: "unlabeled", samples, where: "width >= 64" },
    budget,
    selected: picks.length,
    seed,
    strategy: {
      name: "auto",
      label: "auto (coverage first)",
      description:
        "One typical sample from every cluster at the stored level, rare ones included; what is left of the budget goes where it gains most.",
    },
    index: {
      space: "default",
      model: "mobilenet-pair",
      dimension: 768,
      scope: ["shoes"],
      samples,
      neighbors: 15,
      recall: 0.99999,
      level: pool.clusters.length,
      edgeCases: pool.clusters.filter((members) => members.length <= 2).length,
      edgeCaseSize: 2,
    },
    headline,
    verdict: judge(headline, metrics, picks.length === samples),
    coverageBySize: coverageBySize(pool, picked, picks.length),
    metrics,
    baselines: [
      baseline("k-center", "k-center (farthest point)", headline.random?.mean ?? 0, 1.12, metrics),
      baseline("typical", "k-means, typical member", headline.random?.mean ?? 0, 1.21, metrics),
      baseline("stratified", "uniform per class", headline.random?.mean ?? 0, 1.01, metrics),
    ],
    saturation: saturation(pool, picks.length),
    curves: [],
    splits: null,
    map: await mapPicture({ method: "UMAP", x: pool.x, y: pool.y, picked, random: drawn }, 3_000),
    sparseClusters: bySize.slice(0, 6).map(card),
    denseClusters: bySize.slice(-6).reverse().map(card),
    distributions,
    representation: distributions.flatMap((distribution) => representation(distribution, samples, picks.length)),
    picks: Array.from(picks.slice(0, 50), (sample, i): ReportPick => {
      const cluster = pool.clusterOf[sample];
      const size = pool.clusters[cluster].length;
      return {
        order: i + 1,
        id: `s${sample}`,
        path: `cam${pool.camera[sample]}/${classes[pool.label[sample]]}/${String(sample).padStart(6, "0")}.jpg`,
        label: classes[pool.label[sample]],
        cluster,
        clusterSize: size,
        gain: size / samples,
        nearestPick: null,
        displaced: null,
        reason:
          size === 1
            ? "An edge case: no other sample is like it."
            : `Most typical of cluster ${cluster} (${size} samples).`,
        thumbnail: imageUri(picture(sample)),
      };
    }),
    notes: [{ kind: "info", text: "The pool holds the unlabelled samples: 1,204 labelled ones were left out." }],
    skipped: {
      count: 1,
      items: [{ path: "cam1/broken.jpg", code: "unreadable_image", message: "The file ends early." }],
    },
    recipe: {
      command: `gleaner curate shoes --goal label --budget ${budget} --seed ${seed} --where 'width >= 64'`,
      json: { goal: "label", datasets: ["shoes"], budget, seed, where: "width >= 64", strategy: "auto" },
      inputs: { index: "b3c1f0", pool: "77aa02" },
    },
  };
}

function makePool(samples: number, random: Random): Pool {
  const pool: Pool = {
    clusterOf: new Int32Array(samples),
    clusters: [],
    x: new Float32Array(samples),
    y: new Float32Array(samples),
    brightness: new Float32Array(samples),
    label: new Int32Array(samples),
    camera: new Int32Array(samples),
  };
  for (let next = 0; next < samples; ) {
    const size = Math.min(samples - next, 150, Math.max(1, Math.floor(random.uniform() ** -0.9)));
    const label = Math.min(classes.length - 1, Math.floor(-Math.log(1 - random.uniform()) * 1.6));
    const angle = label * 0.785 + random.normal() * 0.25;
    const reach = 3 + random.normal() * (size < 3 ? 1.4 : 0.6);
    const brightness = 0.6 + random.normal() * 0.15;
    const members = Int32Array.from({ length: size }, (_, i) => next + i);
    for (const sample of members) {
      pool.clusterOf[sample] = pool.clusters.length;
      pool.x[sample] = Math.cos(angle) * reach + random.normal() * 0.07;
      pool.y[sample] = Math.sin(angle) * reach + random.normal() * 0.07;
      pool.brightness[sample] = brightness + random.normal() * 0.03;
      pool.label[sample] = label;
      pool.camera[sample] = size < 3 && random.uniform() < 0.3 ? 3 : random.integer(3);
    }
    pool.clusters.push(members);
    next += size;
  }
  return pool;
}

/** One member of every cluster, largest first, then further members in rounds: every third of a cluster's. */
function select({ clusters }: Pool, budget: number): Int32Array {
  const picks: number[] = [];
  const order = clusters.toSorted((a, b) => b.length - a.length || a[0] - b[0]);
  for (let round = 0; picks.length < budget && round < 150; round++) {
    for (const members of order) if (round < members.length && picks.length < budget) picks.push(members[round]);
  }
  return Int32Array.from(picks);
}

function coverageHeadline({ clusters }: Pool, selected: number): Headline {
  return {
    key: "clustersCovered",
    label: "Clusters covered",
    definition: "Clusters at the stored level that hold at least one pick.",
    format: "count",
    direction: "higher",
    ours: Math.min(clusters.length, selected),
    random: expectedCover(clusters, selected),
    total: clusters.length,
    wording: headlineWordings.coverage,
  };
}

/** Binomial approximation of the clusters that random selection covers: enough for a made-up pool. */
function expectedCover(clusters: readonly Int32Array[], selected: number) {
  const samples = clusters.reduce((sum, members) => sum + members.length, 0);
  const total = Math.max(samples, 1);
  let mean = 0;
  let variance = 0;
  for (const members of clusters) {
    const hit = 1 - (1 - selected / total) ** members.length;
    mean += hit;
    variance += hit * (1 - hit);
  }
  return { mean, sd: Math.sqrt(Math.max(0, variance)), draws: null };
}

function coverageBySize({ clusters }: Pool, picked: Uint8Array, selected: number): SizeBucket[] {
  const total = Math.max(1, picked.length);
  return buckets.map(([from, to]) => {
    const inside = clusters.filter(({ length }) => length >= from && length <= (to ?? Infinity));
    const hits = inside.map((members) => members.reduce((sum, sample) => sum + picked[sample], 0));
    let mean = 0;
    let variance = 0;
    for (const members of inside) {
      const hit = 1 - (1 - selected / total) ** members.length;
      mean += hit;
      variance += hit * (1 - hit);
    }
    return {
      from,
      to,
      clusters: inside.length,
      covered: hits.filter((count) => count > 0).length,
      random: { mean, sd: Math.sqrt(variance), draws: null },
      samples: inside.reduce((sum, members) => sum + members.length, 0),
      picks: hits.reduce((sum, count) => sum + count, 0),
    };
  });
}

function metricsOf(selected: number, samples: number): Metric[] {
  const share = samples > 0 ? selected / samples : 0;
  const arm = (mean: number, sd: number) => ({ mean, sd, draws });
  return [
    metric(
      "coverageRadius",
      "Coverage radius",
      "distance",
      "lower",
      0.412 - share * 0.2,
      arm(0.634 - share * 0.2, 0.011),
      "Largest cosine distance from a pool sample to its nearest pick.",
    ),
    metric(
      "meanDistance",
      "Mean distance to nearest pick",
      "distance",
      "lower",
      0.143 - share * 0.1,
      arm(0.151 - share * 0.1, 0.0006),
      "Mean over the pool of the cosine distance to the nearest pick.",
    ),
    metric(
      "redundancy",
      "Near-duplicate pairs kept",
      "count",
      "lower",
      Math.round(selected * 0.004),
      arm(selected * 0.012, Math.sqrt(selected * 0.012)),
      "Pairs of picks closer than the near-duplicate distance of the space.",
    ),
    metric(
      "edgeCasesHit",
      "Edge cases hit",
      "count",
      "higher",
      Math.round(selected * 0.21),
      arm(selected * 0.208, Math.sqrt(selected * 0.15)),
      "Picks in clusters of at most two members.",
    ),
  ];
}

function metric(
  key: string,
  label: string,
  format: Metric["format"],
  direction: Metric["direction"],
  ours: number,
  random: Metric["random"],
  definition: string,
): Metric {
  return { key, label, definition, format, direction, ours, random };
}

function baseline(strategy: string, label: string, cover: number, factor: number, metrics: readonly Metric[]) {
  const values = Object.fromEntries(
    metrics.map(({ key, ours, random }) => [key, ours + ((random?.mean ?? ours) - ours) * (2 - factor) * 0.8]),
  );
  return { strategy, label, values: { clustersCovered: Math.floor(cover * factor), ...values } };
}

function saturation({ clusters }: Pool, selected: number): ReportDocument["saturation"] {
  const samples = clusters.reduce((sum, members) => sum + members.length, 0);
  const ours = (budget: number) => Math.min(clusters.length, budget);
  const even = Array.from({ length: 13 }, (_, i) => Math.round((samples * i) / 12));
  const budgets = [...new Set([...even, selected, clusters.length])].sort((a, b) => a - b);
  const points = budgets.map((budget) => {
    const { mean, sd } = expectedCover(clusters, budget);
    return { budget, ours: ours(budget), random: { mean, sd } };
  });
  const here = expectedCover(clusters, selected).mean;
  return {
    label: "Clusters covered",
    total: clusters.length,
    points,
    marginal: [100, 500, 1000].map((more) => ({
      more,
      gain: ours(selected + more) - ours(selected),
      random: expectedCover(clusters, Math.min(samples, selected + more)).mean - here,
    })),
    edgeCrowding: null,
  };
}

/** A real PNG of one colour, 24 x 24, made by hand. */
export function flatPng(red: number, green: number, blue: number): Uint8Array {
  const side = 24;
  const rows = Buffer.alloc(side * (1 + side * 3));
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) rows.set([red & 255, green & 255, blue & 255], y * (1 + side * 3) + 1 + x * 3);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
