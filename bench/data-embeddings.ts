import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { builtinModel, openModel } from "@gleaner/models";
import sharp from "sharp";
import { createRandom, permutation } from "../packages/kernel/src/index.ts";
import { fashionImages, side } from "./data-images.ts";
import type { BenchmarkData } from "./projection.ts";

const cacheFolder = new URL("./data/", import.meta.url);
const imagesAtOnce = 200;

/**
 * `count` images of Fashion-MNIST in a fixed random order, embedded by the built-in model. Cached in bench/data; about 45 images a second
 * and core the first time, and a run that was stopped goes on where it was.
 */
export async function fashionEmbeddings(count: number): Promise<BenchmarkData> {
  const { n, images, labels } = fashionImages();
  const order = permutation(n, createRandom(11)).subarray(0, count);
  const file = new URL(`fashion-builtin-${count}.f32`, cacheFolder);
  if (!existsSync(file)) await embed(images, order, file);
  const bytes = readFileSync(file);
  const vectors = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  return {
    n: count,
    dimension: vectors.length / count,
    vectors,
    labels: Uint8Array.from(order, (i) => labels[i]),
    file: file.pathname,
  };
}

async function embed(images: Uint8Array, order: Int32Array, file: URL): Promise<void> {
  mkdirSync(cacheFolder, { recursive: true });
  const partial = new URL(`${file.href}.partial`);
  const { inputSize, dimension } = builtinModel;
  if (!existsSync(partial)) writeFileSync(partial, "");
  const embedder = await openModel(builtinModel, { threads: 2 });
  const done = Math.floor(statSync(partial).size / (4 * dimension));
  for (let start = done; start < order.length; start += imagesAtOnce) {
    const some = order.subarray(start, start + imagesAtOnce);
    const pixels = new Uint8Array(new SharedArrayBuffer(some.length * inputSize * inputSize * 3));
    for (const [at, image] of some.entries()) {
      const raw = { width: side, height: side, channels: 1 } as const;
      const gray = images.subarray(image * side * side, (image + 1) * side * side);
      const enlarged = sharp(gray, { raw }).resize(inputSize, inputSize, { fit: "fill", kernel: "cubic" });
      pixels.set(await enlarged.toColourspace("srgb").raw().toBuffer(), at * inputSize * inputSize * 3);
    }
    appendFileSync(partial, new Uint8Array((await embedder.embed(pixels, some.length)).slice().buffer));
    process.stderr.write(`\r${start + some.length} of ${order.length} embedded`);
  }
  process.stderr.write("\n");
  await embedder.close();
  renameSync(partial, file);
}
