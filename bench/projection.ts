import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { ModelBuilder } from "../packages/kernel/src/onnx/model.ts";
import { createRandom, permutation } from "../packages/kernel/src/random.ts";
import { fashionImages, side } from "./data-images.ts";

const cacheFolder = new URL("./data/", import.meta.url);

const pixels = side * side;

/** Vectors and labels that the benchmarks work on. */
export interface BenchmarkData {
  readonly n: number;
  readonly dimension: number;
  /** `n x dimension`, row-major, L2-normalised. */
  readonly vectors: Float32Array;
  /** Class of each row, 0..9. */
  readonly labels: Uint8Array;
  /** The vectors as a raw little-endian float32 file, for peers. */
  readonly file: string;
}

/**
 * Fashion-MNIST, 70,000 images in a fixed random order, through a fixed random projection to 1,024 dimensions with ReLU:
 * normalise(max(0, (x - mean) W + b)), W ~ N(0, 1/784), b ~ N(0, 0.01). Cached in bench/data.
 * @throws Error that says what to install when the images are missing.
 */
export async function fashionVectors(): Promise<BenchmarkData & { labelFile: string }> {
  const dimension = 1024;
  const file = new URL("fashion-1024.f32", cacheFolder);
  const labelFile = new URL("fashion-labels.u8", cacheFolder);
  if (!existsSync(file) || !existsSync(labelFile)) await project(dimension, file, labelFile);
  const bytes = readFileSync(file);
  const vectors = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  return {
    n: vectors.length / dimension,
    dimension,
    vectors,
    labels: new Uint8Array(readFileSync(labelFile)),
    file: file.pathname,
    labelFile: labelFile.pathname,
  };
}

async function project(dimension: number, file: URL, labelFile: URL): Promise<void> {
  const { n, images, labels } = fashionImages();
  const random = createRandom(7);
  const weights = Float32Array.from({ length: pixels * dimension }, () => random.normal() / 28);
  const bias = Float32Array.from({ length: dimension }, () => random.normal() * 0.1);
  const order = permutation(n, random);
  const mean = new Float64Array(pixels);
  for (let at = 0; at < images.length; at++) mean[at % pixels] += images[at] / 255 / n;
  const session = await InferenceSession.create(
    new ModelBuilder()
      .input("x", "float32", ["count", pixels])
      .constant("w", "float32", [pixels, dimension], weights)
      .constant("b", "float32", [dimension], bias)
      .node("Gemm", ["x", "w", "b"], ["z"])
      .node("Relu", ["z"], ["y"])
      .output("y", "float32", ["count", dimension])
      .encode(),
  );
  const vectors = new Float32Array(n * dimension);
  for (let start = 0; start < n; start += 1000) {
    const count = Math.min(1000, n - start);
    const x = new Float32Array(count * pixels);
    for (let r = 0; r < count; r++) {
      const from = order[start + r] * pixels;
      for (let p = 0; p < pixels; p++) x[r * pixels + p] = images[from + p] / 255 - mean[p];
    }
    const { y } = await session.run({ x: new Tensor("float32", x, [count, pixels]) });
    if (!(y.data instanceof Float32Array)) throw new TypeError("The projection gave no float32 values.");
    vectors.set(y.data, start * dimension);
  }
  await session.release();
  for (let at = 0; at < vectors.length; at += dimension) {
    let squared = 0;
    for (let j = at; j < at + dimension; j++) squared += vectors[j] ** 2;
    for (let j = at; j < at + dimension; j++) vectors[j] /= Math.sqrt(squared);
  }
  mkdirSync(cacheFolder, { recursive: true });
  write(
    labelFile,
    Uint8Array.from(order, (i) => labels[i]),
  );
  write(file, new Uint8Array(vectors.buffer));
}

function write(file: URL, bytes: Uint8Array): void {
  const partial = new URL(`${file.href}.partial`);
  writeFileSync(partial, bytes);
  renameSync(partial, file);
}
