import type { Sample, SampleDetail } from "@gleaner/schema";
import { normalPair, randomNumbers } from "./fixture-random.ts";

/** One synthetic dataset: columns for a million samples, rows made on demand. */
export interface FixtureDataset {
  name: string;
  n: number;
  /** Number of the first sample in the workspace. */
  first: number;
  classes: string[];
  classOf: Uint16Array;
  clusterOf: Int32Array;
  clusterSizes: Int32Array;
  positions: Float32Array;
  nnDistance: Float32Array;
  /** 0 train, 1 val, 2 test, 3 none. */
  splitOf: Uint8Array;
  human: Map<number, string>;
  tags: Map<number, Set<string>>;
}

const nouns = "animal body activity food object flag nature place sky symbol tool vehicle clothing".split(" ");
export const splits = ["train", "val", "test", null];

/** Makes a dataset: blobs and strands of very different sizes, a tenth of a percent of loners, classes along the blobs. */
export function makeDataset(name: string, n: number, first: number, seed: number): FixtureDataset {
  const random = randomNumbers(seed);
  const groups = Math.max(1, Math.min(60, Math.round(n / 40)));
  const centers = Array.from({ length: groups }, () => ({
    x: (random() - 0.5) * 22,
    y: (random() - 0.5) * 16,
    spread: 0.15 + random() ** 2 * 1.1,
    stretch: 0.3 + random() * 1.6,
    turn: random() * Math.PI,
    weight: random() ** 3 + 0.02,
    class: Math.min(nouns.length - 1, Math.floor(random() ** 1.4 * nouns.length)),
  }));
  const total = centers.reduce((sum, { weight }) => sum + weight, 0);
  const data: FixtureDataset = {
    name,
    n,
    first,
    classes: nouns,
    classOf: new Uint16Array(n),
    clusterOf: new Int32Array(n),
    clusterSizes: new Int32Array(n),
    positions: new Float32Array(2 * n),
    nnDistance: new Float32Array(n),
    splitOf: new Uint8Array(n),
    human: new Map(),
    tags: new Map(),
  };
  const members = new Map<number, number>();
  for (let i = 0; i < n; i++) {
    const alone = random() < 0.001;
    let at = random() * total;
    let g = 0;
    while (g < groups - 1 && (at -= centers[g].weight) > 0) g++;
    const center = centers[g];
    const [u, v] = normalPair(random);
    const a = u * center.spread * center.stretch;
    const b = (v * center.spread) / center.stretch + Math.sin(a * 2) * 0.25;
    data.positions[2 * i] = alone
      ? (random() - 0.5) * 26
      : center.x + a * Math.cos(center.turn) - b * Math.sin(center.turn);
    data.positions[2 * i + 1] = alone
      ? (random() - 0.5) * 20
      : center.y + a * Math.sin(center.turn) + b * Math.cos(center.turn);
    data.classOf[i] = alone ? 12 : random() < 0.03 ? Math.floor(random() * 13) : center.class;
    const cluster = alone ? 1_000_000 + i : g * 50 + Math.floor(Math.abs(u) * 12);
    data.clusterOf[i] = cluster;
    members.set(cluster, (members.get(cluster) ?? 0) + 1);
    data.nnDistance[i] = alone ? 0.5 + random() * 0.4 : 0.02 + Math.abs(v) * 0.09;
    const s = random();
    data.splitOf[i] = s < 0.7 ? 0 : s < 0.8 ? 1 : s < 0.9 ? 2 : 3;
  }
  for (let i = 0; i < n; i++) data.clusterSizes[i] = members.get(data.clusterOf[i]) ?? 1;
  return data;
}

const alphabet = "abcdefghijklmnopqrstuvwxyz234567";

/** A 16 letter id for a sample number. */
export function idOf(number: number): string {
  let rest = number;
  let id = "";
  for (let i = 0; i < 16; i++) {
    id = alphabet[(rest + i * 7) % 32] + id;
    rest = Math.floor(rest / 32);
  }
  return id;
}

/** The number of an id made by `idOf`. */
export function numberOf(id: string): number {
  let number = 0;
  for (let i = 15; i >= 0; i--) {
    const letter = alphabet.indexOf(id[15 - i]);
    number = number * 32 + ((((letter - i * 7) % 32) + 32) % 32);
  }
  return number;
}

export function widthOf(i: number): number {
  return [160, 160, 256, 320][(i * 7919) % 4];
}

export function labelsOf(data: FixtureDataset, i: number): string[] {
  const human = data.human.get(i);
  if (human !== undefined) return [human];
  return (i * 31) % 17 === 0 ? [] : [data.classes[data.classOf[i]]];
}

/** One row as lists show it. */
export function sampleAt(data: FixtureDataset, i: number): Sample {
  const className = data.classes[data.classOf[i]];
  return {
    id: idOf(data.first + i),
    number: data.first + i,
    dataset: data.name,
    path: `${className}/${data.name}-${String(i).padStart(7, "0")}.png`,
    file: `/data/${data.name}/${className}/${i}.png`,
    kind: "image",
    labels: labelsOf(data, i),
    tags: [...(data.tags.get(i) ?? [])],
    split: splits[data.splitOf[i]],
    width: widthOf(i),
    height: 160,
  };
}

/** Everything known of one row. */
export function detailAt(data: FixtureDataset, i: number): SampleDetail {
  const row = sampleAt(data, i);
  return {
    ...row,
    format: "png",
    bytes: 3000 + ((i * 7919) % 90_000),
    contentHash: idOf(i * 977).repeat(4),
    createdAt: "2026-11-21T09:30:00.000Z",
    labelRecords: row.labels.map((name) => ({
      class: name,
      source: data.human.has(i) ? "human" : "import",
      confidence: data.human.has(i) ? null : 0.5 + ((i * 13) % 50) / 100,
    })),
    meta: { camera: `cam${(i % 7) + 1}`, temperature: ((i * 37) % 400) / 10 - 5, indoor: i % 3 === 0 },
    measures: { dark: 0.93, light: 0.71, blurry: 0.34, low_information: 0.66, odd_aspect_ratio: 1 },
    index: {
      cluster: data.clusterOf[i],
      clusterSize: data.clusterSizes[i],
      nnDistance: data.nnDistance[i],
      outlier: Math.min(1, data.nnDistance[i] * 1.6),
      typicality: 1 - data.nnDistance[i],
      duplicate: data.nnDistance[i] < 0.03,
    },
    objects: [],
    slices: [],
  };
}
