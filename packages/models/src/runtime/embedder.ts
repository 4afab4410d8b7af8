import { stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { GleanerError } from "@gleaner/schema";
import type { EmbeddingModel } from "../model.ts";
import { arrange } from "./arrangement.ts";
import type { BatchRequest, EmbedderPlan, PartPlan } from "./plan.ts";
import { WorkerPool } from "./worker-pool.ts";

/** Pictures in one run of a session: more gain nothing on a processor and cost memory. */
const batchSize = 4;

/** An opened model. */
export interface Embedder extends AsyncDisposable {
  readonly model: EmbeddingModel;
  /** Pictures that one thread embeds at a time; calls of a multiple of it use the threads best. */
  readonly batchSize: number;
  /** Calls of `batchSize` pictures to keep in flight so that no thread waits. More are queued. */
  readonly concurrency: number;
  /**
   * Embeds pictures in worker threads; the event loop stays free.
   * @param pixels uint8, `count x side x side x 3`, row-major RGB as `model.preprocessing` says. Over a SharedArrayBuffer
   * they are read in place and must not change until the promise settles; otherwise they are copied at once.
   * @returns `count x dimension`, row-major, L2-normalised, in the order of the pictures; owned by the caller
   * @throws GleanerError `bad_request` when `pixels` has another length, `vector_not_finite` when the model gives NaN,
   * `internal` when a thread died or the embedder is closed
   */
  embed(pixels: Uint8Array, count: number): Promise<Float32Array>;
  /**
   * Embeds texts beside pictures; the text tower is opened at the first call.
   * @returns `texts.length x dimension`, row-major, L2-normalised; owned by the caller
   * @throws GleanerError `no_text_tower`; `model_corrupt` or `vector_dimension` when the tower can't be used
   */
  embedTexts(texts: readonly string[]): Promise<Float32Array>;
  /** Finishes the calls in flight and ends the threads. Until then they hold memory, but an idle process can end. */
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Processor threads to use; default: as many as the machine offers. */
  threads?: number;
}

/**
 * Opens a model in worker threads and tries it on a black picture.
 * @throws GleanerError `model_not_found`, `model_corrupt`, `model_hash_mismatch`, `vector_dimension` before any work;
 * `bad_request` for a number of threads that is not a positive integer
 */
export async function openModel(model: EmbeddingModel, options: OpenOptions = {}): Promise<Embedder> {
  const threads = options.threads ?? availableParallelism();
  if (!Number.isInteger(threads) || threads < 1)
    throw new GleanerError("bad_request", `The number of threads is a positive integer, not ${threads}.`);
  const parts: PartPlan[] = await Promise.all(
    model.parts.map(async ({ locate, patch = null, dimension, input, output, normalize, weight }) => ({
      file: await locate(),
      patch,
      dimension,
      input,
      output,
      normalize,
      weight,
    })),
  );
  const sizes = await Promise.all(parts.map(async ({ file }) => (await stat(file)).size));
  const modelBytes = sizes.reduce((sum, size) => sum + size, 0);
  const { workers, threadsPerWorker } = arrange(threads, modelBytes);
  const plan: EmbedderPlan = {
    side: model.inputSize,
    threads: threadsPerWorker,
    parts,
    projection: model.projection,
  };
  const module = new URL("./embedder.worker.ts", import.meta.url);
  return new ThreadedEmbedder(model, await WorkerPool.start<BatchRequest, Float32Array>(module, workers, plan));
}

class ThreadedEmbedder implements Embedder {
  readonly model: EmbeddingModel;
  readonly batchSize = batchSize;
  readonly #pool: WorkerPool<BatchRequest, Float32Array>;
  #texts: Promise<WorkerPool<string, Float32Array>> | null = null;

  constructor(model: EmbeddingModel, pool: WorkerPool<BatchRequest, Float32Array>) {
    this.model = model;
    this.#pool = pool;
  }

  get concurrency(): number {
    return this.#pool.capacity;
  }

  async embed(pixels: Uint8Array, count: number): Promise<Float32Array> {
    const { inputSize, dimension } = this.model;
    const picture = inputSize * inputSize * 3;
    if (!Number.isInteger(count) || count < 0 || pixels.length !== count * picture)
      throw new GleanerError("bad_request", `${count} pictures take ${count * picture} bytes, not ${pixels.length}.`);
    const vectors = new Float32Array(count * dimension);
    const batches: Promise<void>[] = [];
    for (let first = 0; first < count; first += batchSize) {
      const size = Math.min(batchSize, count - first);
      batches.push(this.#submit(pixels, picture, first, size).then((batch) => vectors.set(batch, first * dimension)));
    }
    await Promise.all(batches);
    return vectors;
  }

  async embedTexts(texts: readonly string[]): Promise<Float32Array> {
    const { id, text: tower, dimension } = this.model;
    if (!tower) throw new GleanerError("no_text_tower", `The model ${id} does not read text.`);
    this.#texts ??= WorkerPool.start(new URL("./text.worker.ts", import.meta.url), 1, tower);
    const opening = this.#texts;
    opening.catch(() => {
      this.#texts = null;
    });
    const pool = await opening;
    const vectors = new Float32Array(texts.length * dimension);
    const embedded = await Promise.all(texts.map((text) => pool.submit(text)));
    embedded.forEach((vector, at) => {
      vectors.set(vector, at * dimension);
    });
    return vectors;
  }

  async close(): Promise<void> {
    const texts = await this.#texts?.catch(() => null);
    await Promise.all([this.#pool.close(), texts?.close()]);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #submit(pixels: Uint8Array, picture: number, first: number, count: number): Promise<Float32Array> {
    if (pixels.buffer instanceof SharedArrayBuffer) return this.#pool.submit({ pixels, first, count });
    const copy = new Uint8Array(pixels.subarray(first * picture, (first + count) * picture));
    return this.#pool.submit({ pixels: copy, first: 0, count }, [copy.buffer]);
  }
}
