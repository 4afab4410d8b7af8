import { availableParallelism } from "node:os";
import { checkSource } from "../arguments.ts";
import { KernelError } from "../error.ts";
import { settled, WorkerPool } from "../pool.ts";
import type { TaskOptions } from "../task.ts";
import type { VectorSource } from "../vectors.ts";
import type { FitInput, ProbeCalls } from "./calls.ts";
import type { Probe } from "./probe.ts";

/** Bytes that are read and sent to the worker at a time, and reads that may be on their way. */
const chunkBytes = 4 << 20;
const ahead = 2;

/** Where a step lies in the progress of its task. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** The one worker thread in which a probe is fitted and applied, and the rows that are sent to it. */
export class ProbeWorker {
  readonly #source: VectorSource;
  readonly #options: TaskOptions;
  readonly #threads: number;
  readonly #pool: WorkerPool<ProbeCalls>;

  private constructor(source: VectorSource, options: TaskOptions & { threads?: number }, pool: WorkerPool<ProbeCalls>) {
    this.#source = source;
    this.#options = options;
    this.#threads = options.threads ?? availableParallelism();
    this.#pool = pool;
  }

  /** Runs `work` with a worker that is ended afterwards. */
  static async use<T>(
    source: VectorSource,
    options: TaskOptions & { threads?: number },
    work: (worker: ProbeWorker) => Promise<T>,
  ): Promise<T> {
    checkSource(source);
    if (options.signal?.aborted) throw new KernelError("cancelled", "The work was cancelled.");
    const pool = new WorkerPool<ProbeCalls>(new URL("./probe.worker.ts", import.meta.url), 1);
    const onAbort = () => pool.cancel();
    options.signal?.addEventListener("abort", onAbort, { once: true });
    try {
      return await work(new ProbeWorker(source, options, pool));
    } finally {
      options.signal?.removeEventListener("abort", onAbort);
      await pool.close();
    }
  }

  /** Sends all labelled rows; gives their number. */
  async load(labels: Int32Array, span: Span): Promise<number> {
    const { dimension } = this.#source;
    let sent = 0;
    await this.#eachChunk(span, async (start, count, rows) => {
      const labelled = Int32Array.from({ length: count }, (_, r) => start + r).filter((row) => labels[row] >= 0);
      if (labelled.length === 0) return [];
      labelled.forEach((row, at) => {
        rows.copyWithin(at * dimension, (row - start) * dimension, (row - start + 1) * dimension);
      });
      sent += labelled.length;
      const invalid = await this.#pool.call(0, "load", {
        rows: rows.slice(0, labelled.length * dimension),
        labels: labelled.map((row) => labels[row]),
        dimension,
      });
      return invalid.map((at) => labelled[at]);
    });
    return sent;
  }

  fit(input: FitInput): Promise<Probe> {
    return this.#pool.call(0, "fit", input);
  }

  /** Probabilities of every row by the probe of its choice, NaN where that is -1. */
  async predict(probes: readonly Probe[], choice: Int8Array, span: Span): Promise<Float32Array> {
    const { classes, dimension } = probes[0];
    if (dimension !== this.#source.dimension) {
      throw new KernelError(
        "wrong_dimension",
        `The probe takes ${dimension} values a row, not ${this.#source.dimension}.`,
      );
    }
    const all = new Float32Array(this.#source.n * classes);
    await this.#eachChunk(span, async (start, count, rows) => {
      const input = { probes, choice: choice.slice(start, start + count), rows, threads: this.#threads };
      const { probabilities, invalid } = await this.#pool.call(0, "predict", input);
      all.set(probabilities, start * classes);
      return invalid.filter((at) => input.choice[at] >= 0).map((at) => start + at);
    });
    return all;
  }

  /** Reads all rows in chunks; `use` gives the numbers of rows that hold NaN or infinities. */
  async #eachChunk(
    { from, to }: Span,
    use: (start: number, count: number, rows: Float32Array) => Promise<number[]>,
  ): Promise<void> {
    const { n, dimension } = this.#source;
    const chunkRows = Math.max(1, Math.floor(chunkBytes / (4 * dimension)));
    const started: Promise<number[]>[] = [];
    try {
      for (let start = 0; start < n; start += chunkRows) {
        if (this.#options.signal?.aborted) throw new KernelError("cancelled", "The work was cancelled.");
        await started[started.length - ahead];
        const count = Math.min(chunkRows, n - start);
        const rows = new Float32Array(count * dimension);
        await this.#source.read(start, count, rows);
        const work = use(start, count, rows);
        work.catch(() => {});
        started.push(work);
        this.#options.onProgress?.(from + ((to - from) * (start + count)) / n, "read");
      }
    } catch (error) {
      await Promise.allSettled(started);
      throw error;
    }
    const invalid = (await settled(started)).flat();
    if (invalid.length > 0) {
      throw new KernelError("non_finite_vector", `${invalid.length} rows hold NaN or infinite values.`, {
        rows: invalid.slice(0, 10),
        count: invalid.length,
      });
    }
  }
}
