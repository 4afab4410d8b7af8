/**
 * Pictures embedded in a second by the built-in model: Gleaner's worker threads against a raw ONNX Runtime session on
 * the same number of threads. Rounds alternate, so that a busy machine slows both; the medians are printed.
 *
 *     node bench/embed.ts [--threads 2] [--images 96] [--rounds 5]
 */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { builtinModel, type Embedder, openModel } from "@gleaner/models";
import { InferenceSession, Tensor } from "onnxruntime-node";

const { values } = parseArgs({
  options: {
    threads: { type: "string", default: String(availableParallelism()) },
    images: { type: "string", default: "96" },
    rounds: { type: "string", default: "5" },
  },
});
const threads = Number(values.threads);
const images = Number(values.images);
const rounds = Number(values.rounds);
const side = builtinModel.inputSize;
const picture = side * side * 3;
const rawBatches = [1, 2, 4, 8];

/** Noise that repeats: the speed of a convolution does not depend on the picture. */
function syntheticPixels(): Uint8Array {
  const pixels = new Uint8Array(new SharedArrayBuffer(images * picture));
  let state = 1;
  for (let i = 0; i < pixels.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    pixels[i] = state >>> 24;
  }
  return pixels;
}

async function rawRate(session: InferenceSession, pixels: Uint8Array, batch: number): Promise<number> {
  const start = performance.now();
  for (let first = 0; first < images; first += batch) {
    const count = Math.min(batch, images - first);
    const data = new Uint8Array(pixels.subarray(first * picture, (first + count) * picture));
    await session.run({ pixels: new Tensor("uint8", data, [count, side, side, 3]) });
  }
  return (images * 1000) / (performance.now() - start);
}

async function ourRate(embedder: Embedder, pixels: Uint8Array): Promise<number> {
  const start = performance.now();
  await embedder.embed(pixels, images);
  return (images * 1000) / (performance.now() - start);
}

const median = (rates: readonly number[]) => rates.toSorted((a, b) => a - b)[rates.length >> 1]!;

const pixels = syntheticPixels();
const raw = await InferenceSession.create(await builtinModel.parts[0]!.locate(), { intraOpNumThreads: threads });
const ours = await openModel(builtinModel, { threads });
const rates = new Map<string, number[]>();
for (let round = 0; round < rounds; round++) {
  for (const batch of rawBatches) record(`raw session, batch ${batch}`, await rawRate(raw, pixels, batch));
  record("gleaner", await ourRate(ours, pixels));
}
await ours.close();
await raw.release();

const best = Math.max(...rawBatches.map((batch) => median(rates.get(`raw session, batch ${batch}`)!)));
console.log(`${threads} threads, ${images} pictures, median of ${rounds} rounds`);
for (const [name, all] of rates)
  console.log(
    `${name.padEnd(24)} ${median(all).toFixed(1).padStart(7)} images/s  ${(median(all) / best).toFixed(2)} of the best raw`,
  );

function record(name: string, rate: number): void {
  rates.set(name, [...(rates.get(name) ?? []), rate]);
}
