/**
 * A COCO set of small pictures in and out: Gleaner's import without embedding against sharp's raw decode of the same files plus a minute for a
 * million boxes, the reader alone, a general streaming parser's work as the limit of the old way, and exports. CPU seconds stand beside
 * wall seconds, since a busy machine stretches only the latter.
 *
 *     node bench/formats.ts [--images 100000] [--boxes 10] [--size 128x96] [--folder DIR]
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    images: { type: "string", default: "100000" },
    boxes: { type: "string", default: "10" },
    size: { type: "string", default: "128x96" },
    folder: { type: "string" },
    step: { type: "string" },
  },
});
const images = Number(values.images);
const boxes = Number(values.boxes);
const folder = values.folder ?? mkdtempSync(join(tmpdir(), "gleaner-bench-formats-"));
const set = join(folder, "set");
const [width, height] = values.size.split("x").map(Number);

const imageName = (image: number): string => `${String(image).padStart(12, "0")}.jpg`;

/** A number in [0, 1) that repeats. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Pictures of a thousand kinds, each file different by bytes behind the picture; boxes at random, one image after the other. */
async function makeSet(): Promise<void> {
  const { default: sharp } = await import("sharp");
  mkdirSync(join(set, "train2017"), { recursive: true });
  mkdirSync(join(set, "annotations"));
  const random = generator(7);
  const kinds: Buffer[] = [];
  for (let kind = 0; kind < 1000; kind++) {
    const data = Uint8Array.from(
      { length: width * height * 3 },
      (_, i) => 128 + 100 * Math.sin(i / (7 + kind)) + 20 * random(),
    );
    kinds.push(
      await sharp(data, { raw: { width, height, channels: 3 } })
        .jpeg({ quality: 70 })
        .toBuffer(),
    );
  }
  for (let image = 0; image < images; image++)
    writeFileSync(
      join(set, "train2017", imageName(image)),
      Buffer.concat([kinds[image % 1000]!, Buffer.from(`#${image}`)]),
    );
  const file = join(set, "annotations", "instances_train2017.json");
  const list = (count: number, entry: (i: number) => object, last: boolean): void => {
    for (let start = 0; start < count; start += 10_000) {
      const entries = Array.from({ length: Math.min(10_000, count - start) }, (_, i) =>
        JSON.stringify(entry(start + i)),
      );
      writeFileSync(file, entries.join(",") + (start + 10_000 < count ? "," : last ? "]}" : "],"), { flag: "a" });
    }
  };
  const categories = Array.from({ length: 80 }, (_, i) => ({ id: i + 1, name: `class ${i}`, supercategory: "thing" }));
  writeFileSync(file, `{"info":{},"categories":${JSON.stringify(categories)},"images":[`);
  list(images, (id) => ({ id, file_name: imageName(id), width, height, license: 1 }), false);
  writeFileSync(file, '"annotations":[', { flag: "a" });
  const annotation = (id: number) => {
    const [w, h] = [0.04 + random() * 0.4, 0.04 + random() * 0.4].map((share, side) =>
      Number((share * (side === 0 ? width : height)).toFixed(2)),
    );
    const bbox = [Number((random() * (width - w)).toFixed(2)), Number((random() * (height - h)).toFixed(2)), w, h];
    return {
      id: id + 1,
      image_id: Math.floor(id / boxes),
      category_id: (id % 80) + 1,
      bbox,
      area: w * h,
      iscrowd: 0,
      segmentation: [],
    };
  };
  list(images * boxes, annotation, true);
}

/** One measured step in a process of its own: what it says last, its wall and CPU seconds with those of its children, its largest memory. */
function measure(name: string, command: string[]): { wall: number; cpu: number } {
  const start = performance.now();
  const timed = ["-c", 'TIMEFORMAT="%U %S"; time "$@"', "bash", process.execPath, ...command];
  const { stdout, stderr, status } = spawnSync("bash", timed, { encoding: "utf8", maxBuffer: 2 ** 30 });
  const wall = (performance.now() - start) / 1000;
  if (status !== 0 && status !== 3) throw new Error(`${name} failed: ${stderr.slice(-2000)}`);
  const [user, system] = (stderr.trim().split("\n").at(-1) ?? "").split(" ").map(Number);
  const cpu = user! + system!;
  process.stdout.write(
    `${name.padEnd(44)} ${wall.toFixed(1).padStart(7)} s wall ${cpu.toFixed(1).padStart(7)} s CPU  ${stdout.trim().split("\n").at(-1)}\n`,
  );
  return { wall, cpu };
}

/** Steps that run in a process of their own, so that their memory is theirs. */
const steps: Record<string, () => Promise<string>> = {
  async decode() {
    const { default: sharp } = await import("sharp");
    const next = Array.from({ length: images }, (_, image) => image)[Symbol.iterator]();
    const work = async (): Promise<void> => {
      for (const image of next)
        await sharp(join(set, "train2017", imageName(image)))
          .raw()
          .toBuffer();
    };
    await Promise.all(Array.from({ length: 4 }, work));
    return `${images} pictures`;
  },
  async read() {
    const { openSource } = await import("@gleaner/formats");
    let objects = 0;
    for await (const record of (await openSource([set])).records)
      if (record.kind === "image") objects += record.objects.length;
    return `${objects} objects`;
  },
};
for (const format of ["coco", "yolo", "voc", "cvat", "csv"]) {
  steps[`write-${format}`] = async () => {
    const { openSource, storedObject, writeDataset } = await import("@gleaner/formats");
    const out = join(folder, `out-${format}`);
    const samples = async function* () {
      for await (const record of (await openSource([set])).records) {
        if (record.kind !== "image") continue;
        const objects = record.objects.map((object, index) => {
          const stored = storedObject(object, width, height);
          if (typeof stored === "string") throw new Error(stored);
          return { id: `${record.path}-${index}`, ...stored };
        });
        yield { ...record, id: record.path, width, height, objects };
      }
    };
    const { samples: written, files } = await writeDataset(format, samples(), { out, images: "link", cache: folder });
    rmSync(out, { recursive: true });
    return `${written} samples, ${files} files`;
  };
}

if (values.step) {
  const said = await steps[values.step]!();
  process.stdout.write(`${said}, ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB\n`);
} else {
  try {
    if (!existsSync(set)) await makeSet();
    const size = execFileSync("du", ["-sm", set], { encoding: "utf8" }).split("\t")[0];
    process.stdout.write(`${images} pictures of ${width} x ${height}, ${images * boxes} boxes, ${size} MB\n`);
    const own = (step: string) => [
      import.meta.filename,
      "--images",
      values.images,
      "--boxes",
      values.boxes,
      "--size",
      values.size,
      "--folder",
      folder,
      "--step",
      step,
    ];
    const raw = measure("sharp's raw decode", own("decode"));
    measure("reader alone", own("read"));
    const cli = join(import.meta.dirname, "..", "packages", "cli", "src", "main.ts");
    const workspace = ["--workspace", join(folder, "workspace"), "--json", "--quiet"];
    const memory = [
      "--import",
      `data:text/javascript,process.on("exit",()=>process.stdout.write((process.resourceUsage().maxRSS/1024).toFixed(0)+" MB\\n"))`,
    ];
    const imported = measure("gleaner import", [...memory, cli, "import", set, "--dataset", "set", ...workspace]);
    const limit = { wall: 1.3 * raw.wall + 60, cpu: 1.3 * raw.cpu + 60 };
    process.stdout.write(
      `  limit: 1.3 of the decode and a minute: ${limit.wall.toFixed(1)} s wall, ${limit.cpu.toFixed(1)} s CPU; import took ${(imported.cpu / limit.cpu).toFixed(2)} of the CPU\n`,
    );
    for (const format of ["coco", "yolo"])
      measure(`gleaner export as ${format}`, [
        ...memory,
        cli,
        "export",
        "set",
        "--format",
        format,
        "--images",
        "link",
        "--out",
        join(folder, `export-${format}`),
        ...workspace,
      ]);
    for (const step of Object.keys(steps).filter((name) => name.startsWith("write-")))
      measure(`reader and writer of ${step.slice(6)}`, own(step));
  } finally {
    if (!values.folder) rmSync(folder, { recursive: true, force: true });
  }
}
