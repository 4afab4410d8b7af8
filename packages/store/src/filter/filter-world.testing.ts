/** One object of the test's world. */
export interface WorldObject {
  number: number;
  id: string;
  class: string | null;
  source: string;
  confidence: number | null;
  x: number;
  y: number;
  width: number;
  height: number;
  area: number;
  /** JSON, or null. */
  attributes: string | null;
  /** The score that `fn("of objects")` gives. */
  score: number | null;
}

/** Scores of a sample in one space. */
export interface WorldScores {
  cluster: number;
  cluster_size: number;
  nn_distance: number | null;
  outlier: number | null;
  typicality: number | null;
  duplicate: boolean;
}

/** One sample of the test's world. */
export interface WorldSample {
  number: number;
  id: string;
  dataset: string;
  path: string;
  labels: string[];
  confidence: number | null;
  tags: string[];
  split: string | null;
  width: number | null;
  height: number | null;
  bytes: number;
  createdAt: Date;
  dark: number | null;
  camera: string | null;
  temperature: number | null;
  indoors: boolean | null;
  taken: string | null;
  forklift: number | null;
  predicted: string | null;
  similarity: number | null;
  scores: Map<number, WorldScores>;
  objects: WorldObject[];
}

/** Texts that make trouble in SQL, in patterns and in lists. */
export const hardTexts = ['a"b', "it's", "50%_\\", "Ärger 😀", "", "' or 1=1 --", "null"];
export const classes = ["cat", "dog", "car", ...hardTexts];
export const sliceNames = ["kept", "wide", "strange", "nested", "shoe nights", "car objects", "some objects"];

/** A dynamic slice. */
export interface Rule {
  unit: "sample" | "object";
  where: string;
  datasets: string[];
  space: number;
}

/** The dynamic slices of the world; `kept` and `some objects` are static. */
export const rules: Record<string, Rule> = {
  wide: { unit: "sample", where: "width > 300", datasets: [], space: 1 },
  strange: { unit: "sample", where: "outlier > 0.5 or cluster = 2", datasets: [], space: 2 },
  nested: { unit: "sample", where: 'slice("kept") and not slice("strange")', datasets: [], space: 1 },
  "shoe nights": { unit: "sample", where: '"night" in tags', datasets: ["shoes"], space: 1 },
  "car objects": { unit: "object", where: 'class = "car" and width > 100', datasets: [], space: 1 },
};

/** Members of the static slice of samples. */
export const kept = (sample: WorldSample) => sample.number % 3 === 0;
/** Members of the static slice of objects. */
export const chosen = (object: WorldObject) => object.number % 5 === 0;

/** What is said of an object beside its class, by its number; of every fifth nothing. */
export function attributesOf(number: number): string | null {
  if (number % 5 === 0) return null;
  return JSON.stringify({
    occluded: number % 2 === 0,
    rank: number % 7,
    "od/d ~name": hardTexts[number % hardTexts.length],
  });
}

/** Makes the same samples every time, with every kind of value missing here and there. */
export function worldSamples(count: number): WorldSample[] {
  let state = 12345;
  /** SplitMix32, from 0 to 1. */
  const random = () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)];
  const maybe = <T>(value: T): T | null => (random() < 0.25 ? null : value);
  const single = () => maybe(pick([0, 0.1, 0.25, 0.5, 0.7, 1]));
  const some = <T>(values: readonly T[]): T[] =>
    [...new Set([pick(values), pick(values)])].slice(0, Math.floor(random() * 3));
  let objectNumber = 0;
  const object = (): WorldObject => ({
    number: objectNumber,
    id: `object${objectNumber++}`,
    class: maybe(pick(classes)),
    source: pick(["human", "import", "resnet"]),
    confidence: single(),
    x: pick([0, 10, 20.5]),
    y: pick([0, 10, 20.5]),
    width: pick([1, 50, 100]),
    height: pick([1, 50, 100]),
    area: pick([0.001, 0.3, 0.5]),
    attributes: attributesOf(objectNumber),
    score: single(),
  });
  const scores = (): WorldScores => ({
    cluster: pick([1, 2, 3]),
    cluster_size: pick([1, 2, 50]),
    nn_distance: single(),
    outlier: single(),
    typicality: single(),
    duplicate: random() < 0.5,
  });
  return Array.from({ length: count }, (_, number) => ({
    number,
    id: `sample${number}`,
    dataset: pick(["shoes", "it's"]),
    path: pick(["run/CAM7/a_1.jpg", "run/cam7/b.jpg", "É/x%y.png", ...hardTexts]),
    labels: some(classes),
    confidence: single(),
    tags: some(["night", "day", ...hardTexts]),
    split: maybe(pick(["train", "test"])),
    width: maybe(pick([100, 300, 301, 640])),
    height: maybe(pick([0, 100, 480])),
    bytes: pick([0, 1000, 5_000_000_000]),
    createdAt: new Date(
      pick(["2026-01-01T00:00:00Z", "2026-01-01T23:59:59.999Z", "2026-01-02T00:00:00Z", "1969-07-20T20:17:00Z"]),
    ),
    dark: single(),
    camera: maybe(pick(["A", "B", ...hardTexts])),
    temperature: maybe(pick([-5, 0, 20, 20.5])),
    indoors: maybe(random() < 0.5),
    taken: maybe(pick(["2026-01-01", "2026-01-02T10:00:00Z"])),
    forklift: single(),
    predicted: maybe(pick(classes)),
    similarity: single(),
    scores: new Map([1, 2].filter(() => random() < 0.8).map((space) => [space, scores()])),
    objects: Array.from({ length: Math.floor(random() * 4) }, object),
  }));
}
