import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEngine } from "@gleaner/engine";
import { createRandom } from "@gleaner/kernel";
import { type ObjectInput, openWorkspace, type SampleInput, sampleId } from "@gleaner/store";

/**
 * Objects at scale: how fast a million boxes on 100,000 images are written, how fast they are asked for, and the index over some of them.
 * `node bench/objects.ts [samples] [objects a sample] [indexed] [dimension]`
 */
const [samples = 100_000, perSample = 10, indexed = 200_000, dimension = 64] = process.argv.slice(2).map(Number);
const batch = 512;
const classes = Array.from({ length: 80 }, (_, at) => `class ${at}`);

interface Figure {
  what: string;
  seconds: number;
  cpuSeconds: number;
}
const figures: Figure[] = [];

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  figures.push({ what, seconds: (performance.now() - started) / 1000, cpuSeconds: (user + system) / 1e6 });
  const { seconds, cpuSeconds } = figures[figures.length - 1];
  process.stderr.write(`${what}: ${seconds.toFixed(3)} s, ${cpuSeconds.toFixed(3)} s of CPU\n`);
  return result;
}

const random = createRandom(1);

function objectInput(place: number): ObjectInput {
  const [width, height] = [8 + random.uniform() * 200, 8 + random.uniform() * 200];
  return {
    key: String(place),
    class: classes[Math.floor(random.uniform() ** 2 * classes.length)],
    source: "import",
    confidence: null,
    box: [random.uniform() * (640 - width), random.uniform() * (480 - height), width, height],
    polygons: null,
    attributes: {},
  };
}

function sampleInput(index: number, hasObjects: boolean): SampleInput {
  const path = `images/${index}.jpg`;
  return {
    id: sampleId({ dataset: "scale", root: "root", path }),
    kind: "image",
    path,
    file: `/data/${path}`,
    media: { type: "file" },
    contentHash: createHash("sha256").update(path).digest("hex"),
    bytes: 100_000,
    modified: 1_700_000_000_000,
    width: 640,
    height: 480,
    format: "jpeg",
    split: index % 10 === 0 ? "val" : "train",
    objects: hasObjects ? Array.from({ length: perSample }, (_, place) => objectInput(place)) : undefined,
  };
}

const folder = await mkdtemp(join(tmpdir(), "gleaner-bench-objects-"));
const workspace = await openWorkspace(join(folder, "workspace"), { create: true });
const engine = await createEngine(workspace);

async function write(dataset: string, hasObjects: boolean): Promise<void> {
  let event: number | undefined;
  for (let start = 0; start < samples; start += batch) {
    const rows = Array.from({ length: Math.min(batch, samples - start) }, (_, at) =>
      sampleInput(start + at, hasObjects),
    );
    ({ event } = await workspace.samples.write(dataset, rows, { event }));
  }
}

try {
  await timed(`write ${samples} samples alone`, () => write("alone", false));
  await timed(`write ${samples} samples with ${samples * perSample} objects`, () => write("scale", true));
  const datasets = ["scale"];
  const query = { datasets, unit: "object" as const };
  for (let round = 0; round < 2; round++) {
    const all = await timed("numbers of all objects", () => workspace.samples.numbers(query));
    await timed("filter: class and area", () =>
      workspace.samples.numbers({ ...query, where: 'class = "class 3" and area < 0.01' }),
    );
    await timed("samples: count(objects where ...) >= 3", () =>
      workspace.samples.numbers({ datasets, where: 'count(objects where class = "class 0" and area < 0.05) >= 2' }),
    );
    await timed("sorted by area", () => workspace.samples.numbers({ ...query, sort: "-area" }));
    await timed("stats", () => workspace.samples.stats(query));
    await timed("facets", () => workspace.samples.facets(query, [], 50));
    await timed("rows: 100 by number", () =>
      workspace.samples.rows(all.subarray(500_000 % all.length).subarray(0, 100)),
    );
    await timed("classes of all", () => workspace.samples.classes(all));
    const [id] = await workspace.samples.numbersToIds(all.subarray(7, 8));
    await timed("edit one box", () => workspace.objects.edit(id, { box: [10, 10, 50 + round, 50] }));
    await timed("undo", () => workspace.events.undo());
    await timed("detail of one", () => workspace.objects.detail(id));
    await timed("view and first page", async () => {
      const { view } = await engine.call("createView", { ...query, where: "area > 0.02" });
      return engine.call("viewRows", { view, start: 0, count: 100 });
    });
  }
  if (indexed > 0) {
    const numbers = (await workspace.samples.numbers(query)).slice(0, indexed);
    await workspace.spaces.ensure({ name: "objects", model: "made", modelHash: "made", unit: "object", dimension });
    await timed(`append ${numbers.length} vectors`, async () => {
      const centers = Float32Array.from({ length: 400 * dimension }, () => random.normal());
      for (let start = 0; start < numbers.length; start += 20_000) {
        const part = numbers.slice(start, start + 20_000);
        const data = new Float32Array(part.length * dimension);
        for (let row = 0; row < part.length; row++) {
          const center = Math.floor(random.uniform() * 400) * dimension;
          for (let at = 0; at < dimension; at++) {
            data[row * dimension + at] = centers[center + at] + 0.4 * random.normal();
          }
        }
        await workspace.vectors.append("objects", part, data);
      }
    });
    const { seconds } = await timed(`index ${numbers.length} objects`, () =>
      engine.call("index", { ...query, map: "pca" }),
    );
    process.stderr.write(
      `of these: ${Object.entries(seconds)
        .map(([step, taken]) => `${step} ${taken.toFixed(1)} s`)
        .join(", ")}\n`,
    );
    await timed("missing vectors of all objects", async () =>
      workspace.vectors.missing("objects", await workspace.samples.numbers(query)),
    );
    await timed("filter on scores", () => workspace.samples.numbers({ ...query, where: "cluster_size <= 2" }));
  }
  const memory = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(
    `${JSON.stringify({ samples, perSample, indexed, peakMemoryMB: Math.round(memory), figures }, null, 2)}\n`,
  );
} finally {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
}
