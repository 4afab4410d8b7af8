import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { builtinModel, openModel } from "@gleaner/models";
import sharp, { type Sharp } from "sharp";
import { nearestDistances, pairDistances, placeOf } from "../packages/engine/src/duplicates/pair-distances.ts";
import { signatureOf } from "../packages/formats/src/decode/signature.ts";
import {
  computeNeighbors,
  createRandom,
  duplicateDistance,
  neighborScores,
  permutation,
  vectorsInMemory,
} from "../packages/kernel/src/index.ts";
import { openWorkspace, sampleId } from "../packages/store/src/index.ts";

/**
 * How well near-duplicates are found: GLEANER_BENCH_ORIGINALS (default 1,000) of GLEANER_BENCH_IMAGES (default 10,000) pictures (emoji without
 * skin tones, TuxPaint stamps, crops of photos that are wallpapers) are changed in seven ways; pairs are right where both come from one
 * picture. Recall by kind at the largest distance with precision .99 and .95, and at the threshold that is used before anybody answers: by
 * the vectors of neighbours in the graph alone, and as it is done, with pixels and perceptual hashes.
 * Of emoji that are one picture under two names one is taken. Pairs are left out where nobody can say whether they are the same picture:
 * two crops of one wallpaper, an emoji and the same of another sex, a letter in upper and lower case.
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

/** An emoji's code points as they are drawn: without variation selectors and leading zeros. */
const drawn = (file: string): string[] =>
  basename(file, ".webp")
    .split("-")
    .map((code) => code.replace(/^0+/, ""))
    .filter((code) => code !== "fe0f");

/** What a picture is one of several of: an emoji for all sexes, a letter for both cases. */
function groupOf(file: string): string {
  if (!file.endsWith(".webp"))
    return file.replace(/\/(upper|lower)case\/.*$/, (letter) => letter.split("/")[2].toLowerCase());
  return drawn(file)
    .filter((code) => !/^(200d|2640|2642)$/.test(code))
    .map((code) => code.replace(/^1f(468|469)$/, "1f9d1"))
    .join("-");
}

async function* pictures(): AsyncGenerator<Picture> {
  const skinTones = /1f3f[b-f]/i;
  const single = [
    ...new Map(
      filesUnder(emoji, /\.webp$/)
        .filter((file) => !skinTones.test(file))
        .map((file) => [drawn(file).join("-"), file]),
    ).values(),
    ...filesUnder(stamps, /\.png$/).filter((file) => !/mirror|flip/.test(file)),
  ];
  const random = createRandom(1);
  const mixed = permutation(single.length, random);
  const share = Math.min(single.length, Math.round(images / 2));
  for (const at of mixed.subarray(0, share)) {
    yield {
      group: groupOf(single[at]),
      png: await square(sharp(readFileSync(single[at]), { limitInputPixels: 50e6 })),
    };
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
      .raw()
      .toBuffer({ resolveWithObject: true });
    for (let found = 0, tries = 0; found < count && tries < 20 * count && height > 0; tries++) {
      const edge = 160 + Math.floor(random.uniform() * Math.min(300, whole.info.height - 161));
      const region = {
        left: Math.floor(random.uniform() * (whole.info.width - edge)),
        top: Math.floor(random.uniform() * (whole.info.height - edge)),
        width: edge,
        height: edge,
      };
      const png = await square(sharp(whole.data, { raw: whole.info }).extract(region));
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

/** Every picture and its changes, with vectors and signatures. */
interface Built {
  items: Item[];
  vectors: Float32Array;
  signatures: Uint8Array[];
}

async function build(): Promise<Built> {
  const items: Item[] = [];
  const blocks: Float32Array[] = [];
  const signatures: Uint8Array[] = [];
  const embedder = await openModel(builtinModel, { threads: 2 });
  let waiting: Buffer[] = [];
  const flush = async () => {
    if (waiting.length === 0) return;
    const pixels = new Uint8Array(new SharedArrayBuffer(waiting.length * side * side * 3));
    for (const [at, file] of waiting.entries()) {
      const { data, info } = await sharp(file)
        .flatten()
        .toColourspace("srgb")
        .raw()
        .toBuffer({ resolveWithObject: true });
      const { width, height } = info;
      signatures.push(signatureOf({ width, height, channels: 3, data }));
      pixels.set(
        await sharp(data, { raw: { width, height, channels: 3 } })
          .resize(side, side, { fit: "fill" })
          .raw()
          .toBuffer(),
        at * side * side * 3,
      );
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
  return { items, vectors, signatures };
}

const { items, vectors, signatures } = await build();
const dimension = builtinModel.dimension;
const graph = await computeNeighbors(vectorsInMemory(vectors, dimension), { k: 15, metric: "cosine" });

/** Pairs of rows with their distances, in order of the rows. */
type Pairs = Awaited<ReturnType<typeof pairDistances>>;

/** The pairs as the product finds them, from a workspace with these vectors and signatures. */
async function productPairs(signed: boolean): Promise<Pairs> {
  const folder = mkdtempSync(join(tmpdir(), "gleaner-bench-"));
  const workspace = await openWorkspace(join(folder, "workspace"), { create: true });
  try {
    const numbers = new Int32Array(items.length);
    for (let start = 0; start < items.length; start += 1000) {
      const batch = items.slice(start, start + 1000).map((_, at) => {
        const path = `${start + at}.png`;
        return {
          id: sampleId({ dataset: "made", root: "root", path }),
          ...{ kind: "image" as const, path, file: `/made/${path}`, media: { type: "file" as const } },
          contentHash: createHash("sha256").update(path).digest("hex"),
          ...{ bytes: 1, modified: null, width: 256, height: 256, format: "png", split: null },
          signature: signed ? signatures[start + at] : undefined,
        };
      });
      numbers.set((await workspace.samples.write("made", batch)).numbers, start);
    }
    await workspace.spaces.ensure({ name: "default", model: "made", modelHash: "made", dimension });
    await workspace.vectors.append("default", numbers, vectors);
    const cpu = process.cpuUsage();
    const pairs = await pairDistances(workspace, { graph, numbers, space: "default", graphKey: "bench" });
    const { user, system } = process.cpuUsage(cpu);
    process.stderr.write(`${pairs.a.length} pairs in ${((user + system) / 1e6).toFixed(1)} s of CPU\n`);
    return pairs;
  } finally {
    await workspace.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Pairs that can be judged, nearest first. */
function judged({ a, b, distance }: Pairs): { distance: number; right: boolean }[] {
  return Array.from(a, (row, at) => ({ first: items[row], second: items[b[at]], distance: distance[at] }))
    .flatMap(({ first, second, distance }) => {
      const right = first.origin === second.origin;
      return right || first.group !== second.group ? [{ distance, right }] : [];
    })
    .sort((x, y) => x.distance - y.distance);
}

/** The largest distance up to which that share of the pairs is right. */
function distanceAt(pairs: ReturnType<typeof judged>, precision: number): number {
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

function recallOf(change: string, pairs: Pairs, limit: number): number {
  const rows = items.flatMap((item, at) => (item.change === change ? [at] : []));
  const found = rows.filter((row) => {
    const place = placeOf(pairs, row, originalOf.get(items[row].origin) ?? -1);
    return place >= 0 && pairs.distance[place] <= limit;
  });
  return found.length / rows.length;
}

function print(title: string, pairs: Pairs, standard: number): void {
  const all = judged(pairs);
  const limits = [distanceAt(all, 0.99), distanceAt(all, 0.95), standard];
  const line = (name: string, values: readonly string[]) =>
    process.stdout.write(`${name.padEnd(32)}${values.map((value) => value.padStart(20)).join("")}\n`);
  process.stdout.write("\n");
  line(title, ["at precision .99", "at precision .95", "before answers"]);
  line(
    "distance",
    limits.map((limit) => limit.toPrecision(3)),
  );
  line(
    "precision",
    limits.map((limit) => {
      const found = all.filter(({ distance }) => distance <= limit);
      return (found.filter(({ right }) => right).length / Math.max(1, found.length)).toFixed(3);
    }),
  );
  for (const change of Object.keys(changes))
    line(
      `recall, ${change}`,
      limits.map((limit) => recallOf(change, pairs, limit).toFixed(3)),
    );
}

process.stdout.write(`\n${images} pictures, ${originals} of them changed in ${Object.keys(changes).length} ways\n`);
const alone = await productPairs(false);
print("vectors alone", alone, duplicateDistance((await neighborScores(graph)).nearestDistance));
const together = await productPairs(true);
print("vectors, pixels and hashes", together, duplicateDistance(nearestDistances(together, items.length)));
