import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRandom, type Random } from "@gleaner/kernel";
import sharp from "sharp";

/** Left, top, width, height. */
export type Box = [number, number, number, number];

/** What was done to an object before it was written. */
export type Fault = "swapped" | "shifted" | "missing" | "doubled";

/** An object as it is, and as the data set says. */
export interface PlantedObject {
  image: number;
  class: string;
  box: Box;
  fault: Fault | null;
  /** COCO's id of the box that is wrong (of a double the second); null for a missing one. */
  id: number | null;
  said: { class: string; box: Box };
}

/** A composed data set: `images/` and `annotations/instances.json` in a folder. */
export interface ComposedSet {
  folder: string;
  classes: string[];
  objects: PlantedObject[];
}

const [width, height] = [320, 240];
const perImage = 5;
const shares: Record<Fault, number> = { swapped: 0.05, shifted: 0.03, missing: 0.03, doubled: 0.02 };

const emoji = new URL("../node_modules/@lobehub/fluent-emoji-3d/assets/", import.meta.url).pathname;
const stamps = "/usr/share/tuxpaint/stamps";
const wallpapers = "/usr/share/backgrounds/mate";
const labelme = "/usr/share/doc/labelme-examples/examples/instance_segmentation/data_annotated";

/** Emoji whose classes their code points tell. */
const emojiRanges: readonly [name: string, first: number, last: number][] = [
  ["face", 0x1f600, 0x1f637],
  ["animal", 0x1f400, 0x1f43d],
  ["clock", 0x1f550, 0x1f567],
  ["moon", 0x1f311, 0x1f31c],
  ["meal", 0x1f354, 0x1f373],
  ["train or car", 0x1f680, 0x1f69f],
  ["heart", 0x1f493, 0x1f49f],
  ["zodiac", 0x2648, 0x2653],
  ["book", 0x1f4d2, 0x1f4da],
  ["building", 0x1f3e0, 0x1f3f0],
];
const stampFolders = [
  ...["animals/birds", "food/fruit", "plants/flowers", "town/roadsigns", "food/vegetables", "household/tools"],
  ...["animals/mammals", "symbols/music", "symbols/chess", "animals/fish", "space/planets", "animals/insects"],
];

/** Cut-outs with transparency, by class. */
async function cutOuts(): Promise<Map<string, Buffer[]>> {
  const pictures = new Map<string, Buffer[]>();
  for (const folder of stampFolders) {
    const files = readdirSync(join(stamps, folder)).filter(
      (file) => file.endsWith(".png") && !/mirror|flip/.test(file),
    );
    pictures.set(
      folder.split("/")[1],
      files.sort().map((file) => readFileSync(join(stamps, folder, file))),
    );
  }
  const names = readdirSync(emoji);
  for (const [name, first, last] of emojiRanges) {
    const files = names.filter((file) => {
      const code = Number.parseInt(file, 16);
      return /^[0-9a-f]+\.webp$/.test(file) && code >= first && code <= last;
    });
    pictures.set(
      name,
      files.sort().map((file) => readFileSync(join(emoji, file))),
    );
  }
  for (const [name, cuts] of await labelMeCutOuts()) pictures.set(name, cuts);
  return pictures;
}

/** The labelled people, cars and so on of LabelMe's photos, cut along their outlines; classes of one picture alone are left out. */
async function labelMeCutOuts(): Promise<Map<string, Buffer[]>> {
  const found = new Map<string, Buffer[]>();
  for (const file of readdirSync(labelme).filter((name) => name.endsWith(".json"))) {
    const { shapes } = JSON.parse(readFileSync(join(labelme, file), "utf8"));
    const photo = join(labelme, file.replace(/\.json$/, ".jpg"));
    for (const { label, points } of shapes) {
      const name = String(label).replace(/-\d+$/, "");
      if (name.startsWith("_") || points.length < 3) continue;
      const image = sharp(photo);
      const size = await image.metadata();
      const outline = points.map((point: number[]) => point.join(",")).join(" ");
      const mask = Buffer.from(
        `<svg width="${size.width}" height="${size.height}"><polygon points="${outline}" fill="#fff"/></svg>`,
      );
      const cut = await image
        .ensureAlpha()
        .composite([{ input: mask, blend: "dest-in" }])
        .png()
        .toBuffer();
      found.set(name, [...(found.get(name) ?? []), await sharp(cut).trim({ threshold: 1 }).png().toBuffer()]);
    }
  }
  return new Map([...found].filter(([, cuts]) => cuts.length > 1));
}

async function backgrounds(): Promise<Buffer[]> {
  const folders = ["nature", "abstract", "desktop"].map((name) => join(wallpapers, name));
  const files = folders.flatMap((folder) => readdirSync(folder).map((file) => join(folder, file))).sort();
  const small: Buffer[] = [];
  for (const file of files.filter((name) => !/_\d+x\d+/.test(name))) {
    small.push(await sharp(file).resize(960, 640, { fit: "cover" }).flatten({ background: "#888" }).png().toBuffer());
  }
  return Promise.all(small.map((png) => sharp(png).removeAlpha().raw().toBuffer()));
}

const between = (random: Random, low: number, high: number) => low + random.uniform() * (high - low);
const anyOf = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random.uniform() * list.length)];

/** Intersection over union. */
export function overlapOf([ax, ay, aw, ah]: Box, [bx, by, bw, bh]: Box): number {
  const shared =
    Math.max(0, Math.min(ax + aw, bx + bw) - Math.max(ax, bx)) *
    Math.max(0, Math.min(ay + ah, by + bh) - Math.max(ay, by));
  return shared / (aw * ah + bw * bh - shared);
}

/**
 * Pastes cut-outs (LabelMe's objects, emoji, TuxPaint stamps; turned, mirrored, of many sizes) on crops of wallpapers, five an image, and
 * writes them as COCO with faults: 5 % of the classes are another, 3 % of the boxes lie beside their object (overlap with the true one .3 to
 * .5), 3 % are missing, 2 % are there twice (overlap .7 to .95). The same for the same seed.
 */
export async function composeBoxes(folder: string, images: number, seed = 1): Promise<ComposedSet> {
  const random = createRandom(seed);
  const pictures = await cutOuts();
  const classes = [...pictures.keys()].sort();
  const scenes = await backgrounds();
  mkdirSync(join(folder, "images"), { recursive: true });
  const objects: PlantedObject[] = [];
  for (let image = 0; image < images; image++) {
    const placed: { input: Buffer; left: number; top: number }[] = [];
    const boxes: Box[] = [];
    for (let tries = 0; boxes.length < perImage && tries < 40; tries++) {
      const name = anyOf(random, classes);
      const edge = Math.round(between(random, 36, 100));
      const cut = sharp(anyOf(random, pictures.get(name) ?? []), { limitInputPixels: 50e6 }).ensureAlpha();
      if (random.uniform() < 0.5) cut.flop();
      const turned = await cut
        .resize(edge, edge, { fit: "inside" })
        .rotate(between(random, -12, 12), { background: { r: 0, g: 0, b: 0, alpha: 0 } })
        .png()
        .toBuffer();
      const { data, info } = await sharp(turned).trim({ threshold: 1 }).png().toBuffer({ resolveWithObject: true });
      if (info.width < 12 || info.height < 12 || info.width > width - 8 || info.height > height - 8) continue;
      const left = Math.floor(random.uniform() * (width - info.width));
      const top = Math.floor(random.uniform() * (height - info.height));
      const box: Box = [left, top, info.width, info.height];
      if (boxes.some((other) => overlapOf(box, other) > 0.05)) continue;
      boxes.push(box);
      placed.push({ input: data, left, top });
      objects.push({ image, class: name, box, fault: null, id: null, said: { class: name, box } });
    }
    const scene = sharp(anyOf(random, scenes), { raw: { width: 960, height: 640, channels: 3 } });
    const edge = between(random, 320, 640);
    const region = { width: Math.round(edge), height: Math.round(edge * 0.75) };
    const jpeg = await scene
      .extract({
        left: Math.floor(random.uniform() * (960 - region.width)),
        top: Math.floor(random.uniform() * (640 - region.height)),
        ...region,
      })
      .resize(width, height)
      .composite(placed)
      .jpeg({ quality: 85 })
      .toBuffer();
    writeFileSync(join(folder, "images", `${image}.jpg`), jpeg);
  }
  plant(objects, classes, random);
  write(folder, images, classes, objects);
  return { folder, classes, objects };
}

function plant(objects: PlantedObject[], classes: readonly string[], random: Random): void {
  for (const object of objects) {
    let drawn = random.uniform();
    for (const fault of ["swapped", "shifted", "missing", "doubled"] as const) {
      if (drawn < shares[fault]) {
        object.fault = fault;
        break;
      }
      drawn -= shares[fault];
    }
    if (object.fault === "swapped") {
      object.said = {
        ...object.said,
        class: anyOf(
          random,
          classes.filter((name) => name !== object.class),
        ),
      };
    } else if (object.fault === "shifted") {
      object.said = { ...object.said, box: moved(object.box, 0.3, 0.5, random) };
    }
  }
}

/** A box of the same size whose overlap with another lies in a range, inside the image. */
function moved([x, y, w, h]: Box, low: number, high: number, random: Random): Box {
  for (let tries = 0; tries < 1000; tries++) {
    const angle = random.uniform() * 2 * Math.PI;
    const step = random.uniform() * 0.8;
    const box: Box = [x + step * w * Math.cos(angle), y + step * h * Math.sin(angle), w, h];
    const isInside = box[0] >= 0 && box[1] >= 0 && box[0] + w <= width && box[1] + h <= height;
    const overlap = overlapOf(box, [x, y, w, h]);
    if (isInside && overlap >= low && overlap <= high) return box;
  }
  return [x + w / 3, y, w, h];
}

function write(folder: string, images: number, classes: readonly string[], objects: PlantedObject[]): void {
  const random = createRandom(7);
  const annotations: object[] = [];
  const add = (object: PlantedObject, box: Box) => {
    const id = annotations.length + 1;
    const category = classes.indexOf(object.said.class) + 1;
    annotations.push({
      id,
      image_id: object.image + 1,
      category_id: category,
      bbox: box,
      area: box[2] * box[3],
      iscrowd: 0,
    });
    return id;
  };
  for (const object of objects) {
    if (object.fault === "missing") continue;
    object.id = add(object, object.said.box);
    if (object.fault === "doubled") object.id = add(object, moved(object.box, 0.7, 0.95, random));
  }
  mkdirSync(join(folder, "annotations"), { recursive: true });
  writeFileSync(
    join(folder, "annotations", "instances.json"),
    JSON.stringify({
      images: Array.from({ length: images }, (_, at) => ({ id: at + 1, file_name: `${at}.jpg`, width, height })),
      categories: classes.map((name, at) => ({ id: at + 1, name })),
      annotations,
    }),
  );
}
