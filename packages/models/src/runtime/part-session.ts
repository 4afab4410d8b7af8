import { readFile } from "node:fs/promises";
import { InferenceSession, type Tensor } from "onnxruntime-node";
import { WorkerFailure } from "./failure.ts";
import { pixelTensor } from "./pixel-tensor.ts";
import type { PartPlan } from "./plan.ts";

/** One part of a model, opened in ONNX Runtime. */
export class PartSession {
  readonly #session: InferenceSession;
  readonly #plan: PartPlan;
  readonly #side: number;
  readonly #input: string;
  readonly #output: string;
  /** Pictures that the graph takes in one run; null: any number. */
  readonly #fixedBatch: number | null;

  private constructor(session: InferenceSession, plan: PartPlan, side: number) {
    this.#session = session;
    this.#plan = plan;
    this.#side = side;
    this.#input = tensorName(session.inputNames, plan.input.name, "input", plan.file);
    this.#output = tensorName(session.outputNames, plan.output.name, "output", plan.file);
    const metadata = session.inputMetadata.find(({ name }) => name === this.#input);
    const first = metadata?.isTensor ? metadata.shape[0] : null;
    this.#fixedBatch = typeof first === "number" && first > 0 ? first : null;
  }

  /**
   * Opens the part and runs it once on a black picture, so that a description that does not fit is found before work
   * begins.
   * @throws WorkerFailure `model_corrupt` when the file is no ONNX model or does not fit its description,
   * `vector_dimension` when its vectors have another length than described
   */
  static async open(plan: PartPlan, side: number, threads: number): Promise<PartSession> {
    const session = await openSession(plan.file, threads, plan.patch);
    const part = new PartSession(session, plan, side);
    await part.run(new Uint8Array(side * side * 3), 1);
    return part;
  }

  /** `count x dimension`, as the model gives it. */
  async run(pixels: Uint8Array, count: number): Promise<Float32Array> {
    const step = this.#fixedBatch ?? count;
    if (step === count) return this.#runBatch(pixels, count);
    const picture = this.#side * this.#side * 3;
    const { dimension } = this.#plan;
    const vectors = new Float32Array(count * dimension);
    for (let first = 0; first < count; first += step) {
      const present = Math.min(step, count - first);
      const padded = new Uint8Array(step * picture);
      padded.set(pixels.subarray(first * picture, (first + present) * picture));
      const batch = await this.#runBatch(padded, step);
      vectors.set(batch.subarray(0, present * dimension), first * dimension);
    }
    return vectors;
  }

  async release(): Promise<void> {
    await this.#session.release();
  }

  async #runBatch(pixels: Uint8Array, count: number): Promise<Float32Array> {
    const { file, input } = this.#plan;
    const feeds = { [this.#input]: pixelTensor(pixels, count, this.#side, input) };
    const outputs = await this.#session.run(feeds, [this.#output]).catch((error: unknown) => {
      throw corrupt(file, `cannot be run as its description says: ${reasonOf(error)}`);
    });
    return this.#pool(outputs[this.#output]!, count);
  }

  #pool({ data, dims }: Tensor, count: number): Float32Array {
    const { file, dimension, output } = this.#plan;
    if (!(data instanceof Float32Array)) throw corrupt(file, `gives ${this.#output} in another type than float32`);
    const [rows, tokens, actual] = output.pooling === "none" ? [dims[0], 1, dims[1]] : [dims[0], dims[1], dims[2]];
    if (rows !== count || tokens === undefined || actual === undefined || data.length !== rows * tokens * actual)
      throw corrupt(
        file,
        `gives ${this.#output} as [${dims.join(", ")}], which pooling "${output.pooling}" cannot read`,
      );
    if (actual !== dimension) {
      const message = `${file} gives vectors of ${actual} numbers; its description says ${dimension}.`;
      throw new WorkerFailure({ code: "vector_dimension", message, details: { file, expected: dimension, actual } });
    }
    if (output.pooling === "none") return data;
    return poolTokens(data, count, tokens, dimension, output.pooling === "first-token" ? 1 : tokens);
  }
}

/** Opens an ONNX file, with `patch` after its bytes. @throws WorkerFailure `model_corrupt` */
export async function openSession(
  file: string,
  threads: number,
  patch: Uint8Array | null = null,
): Promise<InferenceSession> {
  const options: InferenceSession.SessionOptions = {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
    logSeverityLevel: 3,
  };
  const opening = patch
    ? InferenceSession.create(Buffer.concat([await readFile(file), patch]), options)
    : InferenceSession.create(file, options);
  return opening.catch((error: unknown) => {
    throw corrupt(file, `cannot be opened: ${reasonOf(error)}`);
  });
}

/** The mean of the first `used` tokens of each picture; `data` is `count x tokens x dimension`. */
function poolTokens(data: Float32Array, count: number, tokens: number, dimension: number, used: number): Float32Array {
  const vectors = new Float32Array(count * dimension);
  for (let image = 0; image < count; image++)
    for (let i = 0; i < dimension; i++) {
      let sum = 0;
      for (let token = 0; token < used; token++) sum += data[(image * tokens + token) * dimension + i]!;
      vectors[image * dimension + i] = sum / used;
    }
  return vectors;
}

function tensorName(names: readonly string[], wanted: string | null, kind: string, file: string): string {
  const name = wanted ?? names[0];
  if (name !== undefined && names.includes(name)) return name;
  throw corrupt(file, `has no ${kind} ${wanted ?? ""}; it has ${names.join(", ")}`);
}

export function corrupt(file: string, fault: string): WorkerFailure {
  return new WorkerFailure({ code: "model_corrupt", message: `The model ${file} ${fault}.`, details: { file } });
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
