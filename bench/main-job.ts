/**
 * The main job with seconds for each step, the rate of embedding beside a raw ONNX Runtime session on the same threads, the time of an
 * import beside sharp's raw decode of the same files, and peak memory. Fashion-MNIST (Debian's dataset-fashion-mnist) gives the large
 * set, the demo's emoji the one of real files.
 *
 *     node bench/main-job.ts [--workspace FOLDER] [--embed 70000] [--budget 20000]
 */
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { builtinModel } from "@gleaner/models";
import { Gleaner } from "gleaner";
import { InferenceSession, Tensor } from "onnxruntime-node";
import sharp from "sharp";

const { values } = parseArgs({
  options: {
    workspace: { type: "string" },
    embed: { type: "string", default: "70000" },
    budget: { type: "string", default: "20000" },
  },
});
const digits = "/usr/share/datasets/fashion-mnist";
const emoji = new URL("../node_modules/@lobehub/fluent-emoji-3d/assets/", import.meta.url).pathname;
const folder = values.workspace ?? mkdtempSync(join(tmpdir(), "gleaner-bench-"));
const threads = 2;

async function seconds(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return (performance.now() - start) / 1000;
}

function print(name: string, ours: number, unit: string, other = ""): void {
  console.log(`${name.padEnd(44)} ${ours.toFixed(ours < 10 ? 3 : 1).padStart(9)} ${unit.padEnd(9)} ${other}`);
}

/** Decodes every file to raw pixels, two at a time, and nothing else. */
async function rawDecode(): Promise<void> {
  const files = readdirSync(emoji);
  let next = 0;
  const lane = async () => {
    while (next < files.length) await sharp(join(emoji, files[next++])).raw().toBuffer();
  };
  sharp.concurrency(1);
  await Promise.all(Array.from({ length: threads }, lane));
}

/** Images a second of the model alone in one session, on random pixels. */
async function rawRate(): Promise<number> {
  const session = await InferenceSession.create(await builtinModel.parts[0].locate(), { intraOpNumThreads: threads });
  const side = builtinModel.inputSize;
  const batch = 4;
  const pixels = Uint8Array.from({ length: batch * side * side * 3 }, (_, i) => (i * 2654435761) >>> 24);
  const feed = { pixels: new Tensor("uint8", pixels, [batch, side, side, 3]) };
  await session.run(feed);
  const rounds = 40;
  const spent = await seconds(async () => {
    for (let round = 0; round < rounds; round++) await session.run(feed);
  });
  await session.release();
  return (rounds * batch) / spent;
}

const gleaner = await Gleaner.open(folder);
const raw = await rawRate();
print("raw ONNX Runtime session", raw, "images/s", `${threads} threads, batch 4`);

const decode = await seconds(rawDecode);
const files = gleaner.dataset("emoji");
const imported = await seconds(() => files.import(emoji));
print(
  "import of 3,391 WEBP files",
  imported,
  "s",
  `sharp's raw decode ${decode.toFixed(1)} s: ${(imported / decode).toFixed(2)} times`,
);
const embedded = await files.embed();
const rate = embedded.embedded / embedded.seconds;
print("embed with decoding", rate, "images/s", `${(rate / raw).toFixed(2)} of the raw session`);

if (existsSync(digits)) {
  const fashion = gleaner.dataset("fashion");
  print("import of 70,000 IDX images", await seconds(() => fashion.import(digits)), "s");
  const where = Number(values.embed) < 70_000 ? `not split = "train"` : "";
  const vectors = await fashion.embed({ where });
  if (vectors.embedded > 0) {
    const speed = vectors.embedded / vectors.seconds;
    print(
      `embed ${vectors.embedded}`,
      vectors.seconds,
      "s",
      `${speed.toFixed(1)} images/s, ${(speed / raw).toFixed(2)} of the raw session`,
    );
  }
  const index = await fashion.index();
  const { graph, map, clusters } = index.seconds;
  print(
    `index ${index.samples}`,
    graph + map + clusters,
    "s",
    `graph ${graph.toFixed(1)}, map ${map.toFixed(1)}, clusters ${clusters.toFixed(1)}`,
  );
  const budget = Math.min(Number(values.budget), index.samples);
  let run = await fashion.curate({ goal: "label", budget, pool: "all", dryRun: true });
  print(
    `curate ${budget} with evidence`,
    await seconds(async () => {
      run = await fashion.curate({ goal: "label", budget, pool: "all" });
    }),
    "s",
  );
  const { covered, total, coveredByRandom } = run.outcome.clusters;
  console.log(
    `clusters covered: ${covered} of ${total}; random ${coveredByRandom.mean.toFixed(0)} ± ${coveredByRandom.sd.toFixed(0)}`,
  );
  for (const view of [{ datasets: ["fashion"] }, { datasets: ["fashion"], where: 'label = "5"' }]) {
    await gleaner.call("facets", { view });
    const times = [];
    for (let i = 0; i < 7; i++) times.push(1000 * (await seconds(() => gleaner.call("facets", { view }))));
    print(`facets ${view.where ?? "of all"}`, times.sort((a, b) => a - b)[3], "ms");
  }
} else console.log("Fashion-MNIST is skipped: apt-get install dataset-fashion-mnist");
await gleaner.close();
print("peak memory of the process", process.resourceUsage().maxRSS / 1024, "MB");
if (!values.workspace) rmSync(folder, { recursive: true, force: true });
