import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEngine } from "@gleaner/engine";
import { createRandom } from "@gleaner/kernel";
import { openWorkspace } from "@gleaner/store";
import { detectionMistakenness, type PredictedBox } from "../packages/engine/src/quality/boxes/mistakenness.ts";
import { leastSimilarity, objectLab } from "../packages/engine/src/quality/boxes/object-lab.ts";
import { type Box, composeBoxes, type Fault, overlapOf, type PlantedObject } from "./data-boxes.ts";

/**
 * How well wrong boxes are found: a COCO set of GLEANER_BENCH_IMAGES (default 2,000) images with five objects each is composed, with known
 * faults. Average precision by kind of fault: of the findings without predictions (crops, geometry, images alike), and of FiftyOne's and
 * ObjectLab's scores given the predictions of a noisy model (8 % missed, 6 % of another class, 5 % invented, boxes moved by 5 %).
 */
const images = Number(process.env["GLEANER_BENCH_IMAGES"] ?? 2000);
const folder = mkdtempSync(join(tmpdir(), "gleaner-bench-"));

/** Average precision of a ranking with `positives` right answers in all; each counts once. */
function averagePrecision(ranking: readonly string[], right: ReadonlySet<string>): number {
  const seen = new Set<string>();
  let [found, sum, at] = [0, 0, 0];
  for (const key of ranking) {
    if (seen.has(key)) continue;
    seen.add(key);
    at++;
    if (right.has(key)) sum += ++found / at;
  }
  return right.size > 0 ? sum / right.size : Number.NaN;
}

const keyOf = (id: number) => `box ${id}`;

/** What is to be found of a kind: boxes by COCO's id; of missing ones the image and the class. */
function answers(objects: readonly PlantedObject[], fault: Fault): Set<string> {
  return new Set(
    objects
      .filter((object) => object.fault === fault)
      .map(({ id, image, class: name }) => (id === null ? `${image} ${name}` : keyOf(id))),
  );
}

/** Findings that speak of each kind. */
const issues: Record<Fault, readonly string[]> = {
  swapped: ["wrong_class"],
  shifted: ["misplaced"],
  missing: ["missing_object"],
  doubled: ["duplicate_box", "nested_box"],
};
const kinds = ["swapped", "shifted", "missing", "doubled"] as const;

/** Predictions of a model that is right most of the time. */
function noisyPredictions(objects: readonly PlantedObject[], classes: readonly string[]): Map<number, PredictedBox[]> {
  const random = createRandom(11);
  const byImage = new Map<number, PredictedBox[]>();
  const anyClass = () => classes[Math.floor(random.uniform() * classes.length)];
  const add = (image: number, prediction: PredictedBox) => {
    byImage.set(image, [...(byImage.get(image) ?? []), prediction]);
  };
  for (const { image, class: name, box } of objects) {
    if (random.uniform() < 0.08) continue;
    const isWrong = random.uniform() < 0.06;
    const jitter = (side: number) => 0.05 * side * random.normal();
    const [x, y, w, h] = box;
    const predicted: Box = [x + jitter(w), y + jitter(h), w + jitter(w), h + jitter(h)];
    const confidence = isWrong ? 0.4 + 0.58 * random.uniform() : 1 - 0.45 * random.uniform() ** 2;
    add(image, { class: isWrong ? anyClass() : name, box: predicted, confidence });
    if (random.uniform() < 0.05) {
      const invented: Box = [
        random.uniform() * 220,
        random.uniform() * 150,
        30 + 50 * random.uniform(),
        30 + 50 * random.uniform(),
      ];
      add(image, { class: anyClass(), box: invented, confidence: 0.3 + 0.6 * random.uniform() });
    }
  }
  return byImage;
}

/** A finding's box. */
const boxOf = (box: readonly number[] | null): Box => [box?.[0] ?? 0, box?.[1] ?? 0, box?.[2] ?? 0, box?.[3] ?? 0];

interface Ranked {
  key: string;
  score: number;
}
type Rankings = Record<Fault, Ranked[]>;
const empty = (): Rankings => ({ swapped: [], shifted: [], missing: [], doubled: [] });
const ordered = (list: readonly Ranked[]): string[] => list.toSorted((a, b) => b.score - a.score).map(({ key }) => key);

/** The boxes of each image as the data set has them. */
function saidBoxes(
  annotations: readonly { id: number; image_id: number; category_id: number; bbox: Box }[],
  classes: readonly string[],
) {
  return Map.groupBy(
    annotations.map(({ id, image_id, category_id, bbox }) => ({
      id,
      image: image_id - 1,
      class: classes[category_id - 1],
      box: bbox,
    })),
    ({ image }) => image,
  );
}

function rivals(said: ReturnType<typeof saidBoxes>, predictions: Map<number, PredictedBox[]>) {
  const fiftyOne = empty();
  const lab = empty();
  const least = leastSimilarity(
    [...said].map(([image, labels]) => ({ labels, predictions: predictions.get(image) ?? [] })),
  );
  for (let image = 0; image < images; image++) {
    const labels = said.get(image) ?? [];
    const own = predictions.get(image) ?? [];
    const mistakes = detectionMistakenness(labels, own);
    mistakes.labels.forEach((match, at) => {
      if (!match) return;
      fiftyOne.swapped.push({ key: keyOf(labels[at].id), score: match.mistakenness });
      fiftyOne.shifted.push({ key: keyOf(labels[at].id), score: match.mistakennessLoc });
    });
    for (const at of mistakes.possibleSpurious) {
      for (const kind of ["shifted", "doubled"] as const)
        fiftyOne[kind].push({ key: keyOf(labels[at].id), score: 0.5 });
    }
    for (const at of mistakes.possibleMissing)
      fiftyOne.missing.push({ key: `${image} ${own[at].class}`, score: own[at].confidence });
    const scores = objectLab({ labels, predictions: own }, least);
    scores.swap.forEach((score, at) => {
      lab.swapped.push({ key: keyOf(labels[at].id), score: 1 - score });
    });
    scores.badloc.forEach((score, at) => {
      lab.shifted.push({ key: keyOf(labels[at].id), score: 1 - score });
    });
    scores.overlooked.forEach((score, at) => {
      if (!Number.isNaN(score)) lab.missing.push({ key: `${image} ${own[at].class}`, score: 1 - score });
    });
  }
  return { fiftyOne, lab };
}

try {
  const set = await composeBoxes(join(folder, "set"), images);
  process.stderr.write(
    `${images} images with ${set.objects.length} objects of ${set.classes.length} classes composed\n`,
  );
  const workspace = await openWorkspace(join(folder, "workspace"), { create: true });
  const engine = await createEngine(workspace);
  const started = process.cpuUsage();
  const spent = () => {
    const { user, system } = process.cpuUsage(started);
    return `${((user + system) / 1e6).toFixed(0)} s of CPU`;
  };
  const datasets = ["boxes"];
  const imported = await engine.call("import", { paths: [set.folder], dataset: "boxes", format: "coco" });
  process.stderr.write(`${imported.objects} objects imported, ${imported.skipped.length} skipped\n`);
  for (const unit of ["sample", "object"] as const) {
    await engine.call("embed", { datasets, unit });
    await engine.call("index", { datasets, unit, map: "pca" });
    process.stderr.write(`${unit}s embedded and indexed, ${spent()}\n`);
  }
  const { findings } = await engine.call("quality", { datasets, kinds: ["box"], limit: 100_000, windows: 40 * images });
  process.stderr.write(`${findings.length} findings, ${spent()}\n`);
  const objects = await workspace.objects.ofSamples(await workspace.samples.numbers({ datasets }));
  const cocoId = new Map([...objects.values()].flat().map(({ id, attributes }) => [id, Number(attributes.source_id)]));
  const ours = empty();
  for (const { issue, object, path, suggested, score } of findings) {
    const kind = kinds.find((each) => issues[each].includes(issue));
    if (!kind) continue;
    const image = Number(/(\d+)\.jpg$/.exec(path)?.[1]);
    const key = kind === "missing" ? `${image} ${suggested}` : keyOf(cocoId.get(object ?? "") ?? -1);
    ours[kind].push({ key, score });
  }
  const { default: instances } = await import(join(set.folder, "annotations", "instances.json"), {
    with: { type: "json" },
  });
  const { fiftyOne, lab } = rivals(
    saidBoxes(instances.annotations, set.classes),
    noisyPredictions(set.objects, set.classes),
  );
  const line = (...cells: string[]) =>
    process.stdout.write(`${cells.map((cell, at) => (at === 0 ? cell.padEnd(12) : cell.padStart(22))).join("")}\n`);
  process.stdout.write(`\nAverage precision of wrong boxes, ${images} images, ${set.objects.length} objects\n`);
  line("fault", "planted", "without predictions", "reported, right", "FiftyOne, noisy model", "ObjectLab, noisy model");
  for (const kind of kinds) {
    const right = answers(set.objects, kind);
    const hits = new Set(ours[kind].map(({ key }) => key).filter((key) => right.has(key))).size;
    line(
      kind,
      String(right.size),
      averagePrecision(ordered(ours[kind]), right).toFixed(3),
      `${new Set(ours[kind].map(({ key }) => key)).size}, ${hits}`,
      fiftyOne[kind].length > 0 ? averagePrecision(ordered(fiftyOne[kind]), right).toFixed(3) : "-",
      lab[kind].length > 0 ? averagePrecision(ordered(lab[kind]), right).toFixed(3) : "-",
    );
  }
  const missing = set.objects.filter(({ fault }) => fault === "missing");
  const windows = findings.filter(({ issue, box }) => issue === "missing_object" && box !== null);
  const isAt = (object: PlantedObject, { path, box }: (typeof findings)[number]) =>
    path === `images/${object.image}.jpg` && overlapOf(object.box, boxOf(box)) > 0.2;
  const foundPlaces = missing.filter((object) => windows.some((finding) => isAt(object, finding))).length;
  process.stdout.write(
    `\nPlaces of missing objects, whatever the class: ${foundPlaces} of ${missing.length}, among ${windows.length} reported\n`,
  );
  const shifted = new Map(
    set.objects
      .filter(({ fault }) => fault === "shifted")
      .map((object): [number | null, PlantedObject] => [object.id, object]),
  );
  const moves = findings.flatMap(({ issue, object, box }) => {
    const planted = issue === "misplaced" && box ? shifted.get(cocoId.get(object ?? "") ?? -1) : undefined;
    return planted ? [[planted.said.box, boxOf(box)].map((each) => overlapOf(each, planted.box))] : [];
  });
  const mean = (side: number) => (moves.reduce((sum, pair) => sum + pair[side], 0) / moves.length).toFixed(2);
  process.stdout.write(
    `Better places were suggested for ${moves.length} of ${shifted.size} shifted boxes: overlap ${mean(0)} before, ${mean(1)} after\n`,
  );
  await engine.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
