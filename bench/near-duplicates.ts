import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { builtinModel, openModel } from "@gleaner/models";
import sharp, { type Sharp } from "sharp";
import {
  computeNeighbors,
  createRandom,
  duplicateDistance,
  neighborScores,
  permutation,
  vectorsInMemory,
} from "../packages/kernel/src/index.ts";

/**
 * How well near-duplicates are found: GLEANER_BENCH_ORIGINALS (default 1,000) of GLEANER_BENCH_IMAGES (default 10,000) pictures (emoji without
 * skin tones, TuxPaint stamps, crops of photos that are wallpapers) are changed in seven ways; pairs of neighbours in the graph are right where both come
 * from one picture. Recall by kind at the largest distance with precision .99, and at the threshold that is used before anybody answers.
 * Pairs of crops of one wallpaper are left out: nobody can say whether two pieces of sky are the same picture.
 */
const images = Number(process.env["GLEANER_BENCH_IMAGES"] ?? 10_000);
const originals = Number(process.env["GLEANER_BENCH_ORIGINALS"] ?? 1000);
const side = builtinModel.inputSize;
const emoji = new URL("../node_modules/@lobehub/fluent-emoji-3d/assets/", import.meta.url).pathname;
const stamps = "/usr/share/tuxpaint/stamps";
const wallpapers = "/usr/share/backgrounds/mate/nature";
/** Crops with less contrast (deviation of the pixels) show nothing that could be told apart. */
const leastContrast = 20;

/** A picture as PNG; pictures of one group that are not the same picture are not compared. */
interface Picture {
  group: string;
  png: Buffer;
}

const watermark = Buffer.from(
  '<svg width="256" height="256"><text x="128" y="150" font-size="44" font-family="sans-serif" text-anchor="middle" fill="#fff" fill-opacity=".5" stroke="#000" stroke-opacity=".35" transform="rotate(-20 128 128)">SAMPLE</text></svg>',
);

const changes: Record<string, (image: Sharp) => Promise<Buffer>> = {
  "JPEG quality 30": (image) => image.jpeg({ quality: 30 }).toBuffer(),
  "crop 5 %": (image) => image.extract({ left: 6, top: 6, width: 243, height: 243 }).png().toBuffer(),
  "resize to half": (image) => image.resize(128, 128).png().toBuffer(),
  "brightness + 20 %": (image) => image.modulate({ brightness: 1.2 }).png().toBuffer(),
  flip: (image) => image.flop().png().toBuffer(),
  "rotation by 2 degrees": (image) =>
    image.rotate(2, { background: "#fff" }).resize(256, 256, { fit: "fill" }).png().toBuffer(),
  watermark: (image) =>
    image
      .composite([{ input: watermark }])
      .png()
      .toBuffer(),
};

function filesUnder(folder: string, ending: RegExp): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && ending.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

const square = (image: Sharp) =>
  image.flatten({ background: "#fff" }).resize(256, 256, { fit: "fill" }).png().toBuffer();

async function* pictures(): AsyncGenerator<Picture> {
  const skinTones = /1f3f[b-f]/i;
  const single = [
    ...filesUnder(emoji, /\.webp$/).filter((file) => !skinTones.test(file)),
    ...filesUnder(stamps, /\.png$/).filter((file) => !/mirror|flip/.test(file)),
  ];
  const random = createRandom(1);
  const mixed = permutation(single.length, random);
  const share = Math.min(single.length, Math.round(images / 2));
  for (const at of mixed.subarray(0, share)) {
    yield { group: single[at], png: await square(sharp(readFileSync(single[at]), { limitInputPixels: 50e6 })) };
  }
  const files = filesUnder(wallpapers, /\.(jpg|png)$/);
  const perFile = Math.ceil((images - share) / files.length);
  let left = images - share;
  for (const file of files) {
    const { width = 0, height = 0 } = await sharp(file).metadata();
    const count = Math.min(left, perFile);
    left -= count;
    const whole = await sharp(file)
      .resize(Math.min(width, 1920))
      .flatten({ background: "#fff" })
      .png()
      .toBuffer({ resolveWithObject: true });
    for (let found = 0, tries = 0; found < count && tries < 20 * count && height > 0; tries++) {
      const edge = 160 + Math.floor(random.uniform() * Math.min(300, whole.info.height - 161));
      const region = {
        left: Math.floor(random.uniform() * (whole.info.width - edge)),
        top: Math.floor(random.uniform() * (whole.info.height - edge)),
        width: edge,
        height: edge,
      };
      const png = await square(sharp(whole.data).extract(region));
      const { channels } = await sharp(png).stats();
      if (Math.max(...channels.map(({ stdev }) => stdev)) < leastContrast) continue;
      found++;
      yield { group: file, png };
    }
  }
}

interface Item {
  /** The picture it comes from. */
  origin: number;
  group: string;
  /** Empty for originals. */
  change: string;
}

async function build(): Promise<{ items: Item[]; vectors: Float32Array }> {
  const items: Item[] = [];
  const blocks: Float32Array[] = [];
  const embedder = await openModel(builtinModel, { threads: 2 });
  let waiting: Buffer[] = [];
  const flush = async () => {
    if (waiting.length === 0) return;
    const pixels = new Uint8Array(new SharedArrayBuffer(waiting.length * side * side * 3));
    for (const [at, file] of waiting.entries()) {
      const raw = await sharp(file)
        .resize(side, side, { fit: "fill" })
        .flatten()
        .toColourspace("srgb")
        .raw()
        .toBuffer();
      pixels.set(raw, at * side * side * 3);
    }
    blocks.push((await embedder.embed(pixels, waiting.length)).slice());
    process.stderr.write(`\r${items.length} embedded`);
    waiting = [];
  };
  const add = async (item: Item, file: Buffer) => {
    items.push(item);
    waiting.push(file);
    if (waiting.length === 100) await flush();
  };
  const every = Math.max(1, Math.floor(images / originals));
  let origin = 0;
  for await (const { group, png } of pictures()) {
    await add({ origin, group, change: "" }, png);
    if (origin % every === 0 && origin / every < originals) {
      for (const [change, apply] of Object.entries(changes))
        await add({ origin, group, change }, await apply(sharp(png)));
    }
    origin++;
  }
  await flush();
  await embedder.close();
  process.stderr.write("\n");
  const vectors = new Float32Array(blocks.reduce((sum, block) => sum + block.length, 0));
  let at = 0;
  for (const block of blocks) {
    vectors.set(block, at);
    at += block.length;
  }
  return { items, vectors };
}

const { items, vectors } = await build();
const dimension = builtinModel.dimension;
const graph = await computeNeighbors(vectorsInMemory(vectors, dimension), { k: 15, metric: "cosine" });

/** Pairs of neighbours that can be judged, nearest first. */
const seen = new Set<number>();
const pairs: { distance: number; right: boolean }[] = [];
for (let row = 0; row < graph.n; row++) {
  for (let edge = row * graph.k; edge < (row + 1) * graph.k; edge++) {
    const other = graph.neighbors[edge];
    const key = Math.min(row, other) * graph.n + Math.max(row, other);
    if (other < 0 || seen.has(key)) continue;
    seen.add(key);
    const right = items[row].origin === items[other].origin;
    if (!right && items[row].group === items[other].group) continue;
    pairs.push({ distance: Math.max(0, 1 - graph.similarities[edge]), right });
  }
}
pairs.sort((a, b) => a.distance - b.distance);

function precisionAt(limit: number): number {
  const found = pairs.filter(({ distance }) => distance <= limit);
  return found.filter(({ right }) => right).length / Math.max(1, found.length);
}

/** The largest distance up to which 99 % of the pairs are right. */
function distanceAt(precision: number): number {
  let [right, best] = [0, 0];
  pairs.forEach((pair, at) => {
    if (pair.right) right++;
    if (right / (at + 1) >= precision) best = pair.distance;
  });
  return best;
}

const originalOf = new Map(
  items.flatMap(({ origin, change }, at): [number, number][] => (change === "" ? [[origin, at]] : [])),
);

function recallOf(change: string, limit: number): number {
  const rows = items.flatMap((item, at) => (item.change === change ? [at] : []));
  const found = rows.filter((row) => {
    const original = originalOf.get(items[row].origin) ?? -1;
    let dot = 0;
    for (let j = 0; j < dimension; j++) dot += vectors[row * dimension + j] * vectors[original * dimension + j];
    return 1 - dot <= limit;
  });
  return found.length / rows.length;
}

const standard = duplicateDistance(neighborScores(graph).nearestDistance);
const limits = {
  "at precision .99": distanceAt(0.99),
  "at precision .95": distanceAt(0.95),
  "before answers": standard,
};
process.stdout.write(`\n${images} pictures, ${originals} of them changed in ${Object.keys(changes).length} ways\n`);
process.stdout.write(
  `${"".padEnd(24)}${Object.keys(limits)
    .map((name) => name.padStart(20))
    .join("")}\n`,
);
const line = (name: string, value: (limit: number) => string) =>
  process.stdout.write(
    `${name.padEnd(24)}${Object.values(limits)
      .map((limit) => value(limit).padStart(20))
      .join("")}\n`,
  );
line("distance", (limit) => limit.toPrecision(3));
line("precision", (limit) => precisionAt(limit).toFixed(3));
for (const change of Object.keys(changes)) line(`recall, ${change}`, (limit) => recallOf(change, limit).toFixed(3));
