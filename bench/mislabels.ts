import { averaged, classPosterior } from "../packages/engine/src/curate/mislabels/class-posterior.ts";
import { beliefsUnderNoise, confidentJoint } from "../packages/engine/src/curate/mislabels/noise-matrix.ts";
import {
  computeNeighbors,
  createRandom,
  crossValidateProbe,
  type Graph,
  type VectorSource,
  vectorsInMemory,
} from "../packages/kernel/src/index.ts";
import { embeddingFeatures, type Features, projectionFeatures } from "./data-features.ts";

/**
 * How well wrong labels are found: average precision over six settings of noise on 10,000 Fashion-MNIST images, beside cleanlab's published
 * rankings (self-confidence, normalized margin, confidence-weighted entropy) and its filter (prune by noise rate), which get the
 * probabilities of a 5-fold logistic regression, and self-confidence of the 20 nearest neighbours. GLEANER_BENCH_FEATURES is
 * `projection`, `embeddings` or both (default); GLEANER_BENCH_SEEDS (default 1) draws of noise.
 */
const n = Number(process.env["GLEANER_BENCH_ROWS"] ?? 10_000);
const seeds = Number(process.env["GLEANER_BENCH_SEEDS"] ?? 1);
const wanted = (process.env["GLEANER_BENCH_FEATURES"] ?? "projection,embeddings").split(",");
const classes = 10;
/** T-shirt and shirt, pullover and coat, dress and trouser, sandal and sneaker, boot to sneaker, bag to sandal. */
const confusedWith = [6, 3, 4, 1, 2, 7, 0, 9, 5, 7];
const settings = (["uniform", "confusable"] as const).flatMap((kind) =>
  [0.05, 0.1, 0.2].map((rate) => ({ kind, rate })),
);
const work = { signal: new AbortController().signal, progress() {}, check() {} };

function noisy(labels: Uint8Array, kind: "uniform" | "confusable", rate: number, seed: number): Int32Array {
  const random = createRandom(seed);
  return Int32Array.from(labels, (label) => {
    const flips = random.uniform() < rate;
    const other = (label + 1 + Math.floor(random.uniform() * (classes - 1))) % classes;
    if (!flips) return label;
    return kind === "uniform" ? other : confusedWith[label];
  });
}

function averagePrecision(isWrong: ArrayLike<boolean>, scores: ArrayLike<number>): number {
  const order = Array.from(scores, (_, at) => at).sort((a, b) => scores[b] - scores[a] || a - b);
  let [found, sum] = [0, 0];
  order.forEach((at, rank) => {
    if (!isWrong[at]) return;
    found++;
    sum += found / (rank + 1);
  });
  return found > 0 ? sum / found : 0;
}

interface Cut {
  precision: number;
  recall: number;
}

function cutOf(isWrong: readonly boolean[], chosen: readonly number[]): Cut {
  const right = chosen.filter((at) => isWrong[at]).length;
  return { precision: right / Math.max(1, chosen.length), recall: right / isWrong.filter(Boolean).length };
}

const f1 = ({ precision, recall }: Cut) => (2 * precision * recall) / Math.max(1e-9, precision + recall);

function rankings(p: Float32Array, given: Int32Array): Record<string, Float64Array> {
  const own = (at: number) => p[at * classes + given[at]];
  const others = (at: number) =>
    Math.max(...Array.from({ length: classes }, (_, c) => (c === given[at] ? 0 : p[at * classes + c])));
  const entropy = (at: number) => {
    let sum = 0;
    for (let c = 0; c < classes; c++) sum -= p[at * classes + c] * Math.log(Math.max(p[at * classes + c], 1e-12));
    return sum / Math.log(classes);
  };
  const each = (score: (at: number) => number) => Float64Array.from(given, (_, at) => score(at));
  return {
    "cleanlab self-confidence": each((at) => 1 - own(at)),
    "cleanlab normalized margin": each((at) => others(at) - own(at)),
    "cleanlab weighted entropy": each((at) => entropy(at) / Math.max(own(at), 1e-12)),
  };
}

/** cleanlab's `prune_by_noise_rate`: of each pair of classes as many labels as the calibrated confident joint says, by margin. */
function pruned(p: Float32Array, given: Int32Array): number[] {
  const joint = confidentJoint(p, given, classes);
  const labeled = new Float64Array(classes);
  for (const label of given) labeled[label]++;
  const chosen = new Set<number>();
  for (let i = 0; i < classes; i++) {
    const sum = joint.subarray(i * classes, (i + 1) * classes).reduce((total, value) => total + value, 0);
    for (let j = 0; j < classes; j++) {
      if (i === j) continue;
      const count = Math.round((joint[i * classes + j] * labeled[i]) / Math.max(1, sum));
      const members = [...given.keys()].filter((at) => given[at] === i);
      const margin = (at: number) => p[at * classes + j] - p[at * classes + i];
      for (const at of members.sort((a, b) => margin(b) - margin(a)).slice(0, count)) chosen.add(at);
    }
  }
  return [...chosen];
}

function neighborShares({ k, neighbors, similarities }: Graph, given: Int32Array): Float32Array {
  const out = new Float32Array(given.length * classes);
  given.forEach((_, row) => {
    const scale = Math.max(1e-9, 2 - 2 * similarities[row * k + (k >> 1)]);
    let sum = 0;
    for (let edge = row * k; edge < (row + 1) * k; edge++) {
      if (neighbors[edge] < 0) continue;
      const weight = Math.exp(-Math.max(0, 2 - 2 * similarities[edge]) / scale);
      out[row * classes + given[neighbors[edge]]] += weight;
      sum += weight;
    }
    for (let c = 0; c < classes; c++) out[row * classes + c] /= sum;
  });
  return out;
}

interface Figures {
  precisions: Map<string, number[]>;
  cuts: Map<string, Cut[]>;
}

async function measure(
  features: Features,
  source: VectorSource,
  graphs: { own: Graph; wide: Graph },
): Promise<Figures> {
  const figures: Figures = { precisions: new Map(), cuts: new Map() };
  const add = <T>(map: Map<string, T[]>, key: string, value: T) => map.set(key, [...(map.get(key) ?? []), value]);
  for (const { kind, rate } of settings) {
    for (let seed = 1; seed <= seeds; seed++) {
      const given = noisy(features.labels, kind, rate, seed);
      const isWrong = Array.from(given, (label, at) => label !== features.labels[at]);
      const ap = (scores: ArrayLike<number>) => averagePrecision(isWrong, scores);
      const rows = Int32Array.from(given.keys());
      const problem = { graph: graphs.own, rows, given, classes, vectors: source, seed: 0, threads: 2 };
      const started = process.cpuUsage();
      const { beliefs } = beliefsUnderNoise(averaged(await classPosterior(problem, work)), given, classes);
      const { user, system } = process.cpuUsage(started);
      const ranked = rankings(beliefs, given);
      add(figures.precisions, "gleaner", ap(ranked["cleanlab normalized margin"]));
      add(figures.precisions, "gleaner, by 1 - belief", ap(ranked["cleanlab self-confidence"]));
      const cut = [...rows].filter((at) => ranked["cleanlab normalized margin"][at] > 0);
      add(figures.cuts, "gleaner", cutOf(isWrong, cut));
      const { probabilities } = await crossValidateProbe(source, given, classes, { seed: 0 });
      for (const [name, scores] of Object.entries(rankings(probabilities, given)))
        add(figures.precisions, name, ap(scores));
      add(figures.cuts, "cleanlab filter", cutOf(isWrong, pruned(probabilities, given)));
      const shares = rankings(neighborShares(graphs.wide, given), given);
      add(figures.precisions, "kNN-20 self-confidence", ap(shares["cleanlab self-confidence"]));
      process.stderr.write(`${features.name}, ${kind} ${100 * rate} %: ${((user + system) / 1e6).toFixed(1)} CPU s\n`);
    }
  }
  return figures;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const three = (value: number) => value.toFixed(3).replace(/^0/, "");

function print(name: string, { precisions, cuts }: Figures): void {
  const columns = settings.map(({ kind, rate }) => `${kind.slice(0, 7)} ${100 * rate} %`);
  const bySetting = <T>(values: readonly T[]) => settings.map((_, at) => values.slice(at * seeds, (at + 1) * seeds));
  const width = 28;
  process.stdout.write(
    `\n${name}: average precision\n${"".padEnd(width)}${columns.map((c) => c.padStart(13)).join("")}         mean\n`,
  );
  for (const [method, values] of precisions) {
    const cells = bySetting(values).map((own) => three(mean(own)).padStart(13));
    process.stdout.write(`${method.padEnd(width)}${cells.join("")}${three(mean(values)).padStart(13)}\n`);
  }
  process.stdout.write("\nprecision / recall / F1 at the default cut\n");
  for (const [method, values] of cuts) {
    const cells = bySetting(values).map((own) => {
      const cell = [own.map((c) => c.precision), own.map((c) => c.recall), own.map(f1)].map((list) =>
        three(mean(list)),
      );
      return cell.join("/").padStart(15);
    });
    process.stdout.write(`${method.padEnd(width)}${cells.join("")}\n`);
  }
}

for (const kind of wanted) {
  const features = kind === "embeddings" ? await embeddingFeatures(n) : await projectionFeatures(n, 128);
  const source = vectorsInMemory(features.vectors, features.dimension);
  const own = await computeNeighbors(source, { k: 15, metric: "cosine" });
  const wide = await computeNeighbors(source, { k: 20, metric: "cosine" });
  print(features.name, await measure(features, source, { own, wide }));
}
