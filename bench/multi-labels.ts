import { classByClass } from "../packages/engine/src/quality/class-by-class.ts";
import { doubtMultiLabels, type MultiLabelDoubt } from "../packages/engine/src/quality/multi-labels.ts";
import { computeNeighbors, createRandom, crossValidateProbe, vectorsInMemory } from "../packages/kernel/src/index.ts";
import { projectionFeatures } from "./data-features.ts";

/**
 * How well wrong and missing labels of samples with several are found: each sample is made of one to three Fashion-MNIST images (the sum of
 * their features) and has their classes; 5 % of the classes are taken away, and 5 % of the samples get one that they do not show. Average
 * precision over pairs of sample and class, beside cleanlab's multi-label quality: self-confidence of each class one against the rest, from a
 * 5-fold logistic regression. GLEANER_BENCH_ROWS samples (default 5,000).
 */
const n = Number(process.env["GLEANER_BENCH_ROWS"] ?? 5000);
const classes = 10;
const lostShare = 0.05;
const addedShare = 0.05;

const features = await projectionFeatures(2 * n, 128);
const { dimension } = features;
const random = createRandom(1);
const data = new Float32Array(n * dimension);
const truth: Set<number>[] = [];
for (let row = 0; row < n; row++) {
  const shown = 1 + Math.floor(3 * random.uniform());
  const own = new Set<number>();
  for (let part = 0; part < shown; part++) {
    const image = Math.floor(random.uniform() * 2 * n);
    own.add(features.labels[image]);
    for (let x = 0; x < dimension; x++) data[row * dimension + x] += features.vectors[image * dimension + x];
  }
  truth.push(own);
}
const said = truth.map((own) => {
  const kept = [...own].filter(() => random.uniform() >= lostShare);
  const others = Array.from({ length: classes }, (_, code) => code).filter((code) => !own.has(code));
  return random.uniform() < addedShare ? [...kept, others[Math.floor(random.uniform() * others.length)]] : kept;
});

/** Average precision of pairs of sample and class in the order of their scores. */
function averagePrecision(scored: readonly { row: number; code: number; score: number }[], isMissing: boolean): number {
  const isRight = ({ row, code }: { row: number; code: number }) =>
    isMissing ? truth[row].has(code) && !said[row].includes(code) : !truth[row].has(code) && said[row].includes(code);
  let [found, sum, total] = [0, 0, 0];
  for (let row = 0; row < n; row++) for (let code = 0; code < classes; code++) total += Number(isRight({ row, code }));
  scored
    .toSorted((a, b) => b.score - a.score)
    .forEach((pair, rank) => {
      if (isRight(pair)) sum += ++found / (rank + 1);
    });
  return sum / total;
}

const source = vectorsInMemory(data, dimension);
const graph = await computeNeighbors(source, { k: 15 });
const work = { signal: new AbortController().signal, progress() {}, check() {} };
const likely = await classByClass({ vectors: source, labels: said, classes, seed: 0, threads: 2 }, work);
const byNeighbors = doubtMultiLabels(graph, said);
const ours = doubtMultiLabels(graph, said, (row, code) => likely[row * classes + code]);
const rest: { row: number; code: number; score: number }[] = [];
for (let code = 0; code < classes; code++) {
  const labels = Int32Array.from(said, (own) => Number(own.includes(code)));
  const { probabilities } = await crossValidateProbe(source, labels, 2);
  labels.forEach((label, row) => {
    rest.push({ row, code, score: 1 - probabilities[2 * row + label] });
  });
}
const line = (what: string, missing: number, wrong: number) =>
  process.stdout.write(`${what.padEnd(52)}${missing.toFixed(3).padStart(14)}${wrong.toFixed(3).padStart(14)}\n`);
process.stdout.write(`${"".padEnd(52)}${"missing label".padStart(14)}${"wrong label".padStart(14)}\n`);
const isRight = ({ row, code, issue }: MultiLabelDoubt) => truth[row].has(code) === (issue === "missing_label");
for (const [what, doubts] of [
  ["ours: probes and neighbours, those that are reported", ours],
  ["ours: neighbours alone, those that are reported", byNeighbors],
] as const) {
  const [missing, wrong] = (["missing_label", "wrong_label"] as const).map((issue) =>
    doubts.filter((doubt) => doubt.issue === issue),
  );
  line(what, averagePrecision(missing, true), averagePrecision(wrong, false));
  const right = [missing, wrong].map((list) => `${list.length}, ${list.filter(isRight).length}`.padStart(14));
  process.stdout.write(`${"  reported, right".padEnd(52)}${right.join("")}\n`);
}
line(
  "cleanlab: self-confidence, one against the rest",
  averagePrecision(
    rest.filter(({ row, code }) => !said[row].includes(code)),
    true,
  ),
  averagePrecision(
    rest.filter(({ row, code }) => said[row].includes(code)),
    false,
  ),
);
