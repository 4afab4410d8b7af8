import { KernelError } from "../error.ts";
import { settled, WorkerPool } from "../pool.ts";
import type { TaskOptions } from "../task.ts";
import type { VectorSource } from "../vectors.ts";
import type { LoadedRows, NeighborCalls } from "./calls.ts";
import { type CandidateLists, createCandidateLists } from "./candidate-lists.ts";
import type { Metric } from "./metric.ts";
import { withProgress } from "./progress.ts";
import { RowMemory, streamChunks } from "./row-memory.ts";
import { createRowTable, finishTable, type RowTable } from "./row-table.ts";

/** What a comparison needs to know of the caller's options. */
export interface ComparisonOptions extends TaskOptions {
  metric: Metric;
  threads: number;
  /** Overrides what the processor is measured to be able to do. */
  arithmetic?: "int8" | "int7" | "float32";
}

/** Between these bounds the window takes an eighth of all rows: fewer passes over large sources, little memory for small ones. */
const smallestWindow = 96 << 20;
const largestWindow = 512 << 20;

const windowBytes = ({ n, dimension }: VectorSource): number =>
  Math.min(Math.max((n * dimension * 4) / 8, smallestWindow), largestWindow);

const ranges = { int8: 127, int7: 63, float32: 0 } as const;

/**
 * The rows of one source ready for comparing: worker threads, the table of all rows, and memory for float32 rows.
 * Close it when done; after a failure it can only be closed.
 */
export class Comparison {
  readonly source: VectorSource;
  readonly pool: WorkerPool<NeighborCalls>;
  readonly table: RowTable;
  readonly rows: RowMemory;
  readonly options: ComparisonOptions;
  readonly #stopListening: () => void;

  private constructor(
    source: VectorSource,
    pool: WorkerPool<NeighborCalls>,
    table: RowTable,
    options: ComparisonOptions,
    stopListening: () => void,
  ) {
    this.source = source;
    this.pool = pool;
    this.table = table;
    this.options = options;
    this.rows = new RowMemory(source, 2 * pool.size, windowBytes(source));
    this.#stopListening = stopListening;
  }

  /**
   * Reads all rows once and fills the table.
   * @throws KernelError `non_finite_vector` with `details.rows`, the first ten row numbers, when rows hold NaN or infinities.
   */
  static async open(source: VectorSource, options: ComparisonOptions, share: number): Promise<Comparison> {
    if (options.signal?.aborted) throw new KernelError("cancelled", "The work was cancelled.");
    const pool = new WorkerPool<NeighborCalls>(new URL("./neighbors.worker.ts", import.meta.url), options.threads);
    const onAbort = () => pool.cancel();
    options.signal?.addEventListener("abort", onAbort, { once: true });
    const stopListening = () => options.signal?.removeEventListener("abort", onAbort);
    try {
      const range = options.arithmetic ? ranges[options.arithmetic] : await pool.call(0, "integerRange", undefined);
      const table = createRowTable(source.n, source.dimension, options.metric, range);
      const comparison = new Comparison(source, pool, table, options, stopListening);
      await comparison.#fillTable(share);
      return comparison;
    } catch (error) {
      stopListening();
      await pool.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#stopListening();
    await this.pool.close();
  }

  /** Throws `cancelled` once the caller has aborted. */
  check(): void {
    if (this.options.signal?.aborted) throw new KernelError("cancelled", "The work was cancelled.");
  }

  /** Runs one phase with progress. */
  phase<T>(name: string, from: number, to: number, units: number, work: () => Promise<T>): Promise<T> {
    return withProgress(this.pool, this.options.onProgress, { name, from, to, units }, work);
  }

  /** Streams chunks of the source past the workers; see {@link streamChunks}. */
  stream<T>(
    starts: Iterable<number>,
    use: (chunk: LoadedRows, member: number) => Promise<T>,
    window?: LoadedRows,
  ): Promise<T[]> {
    const { rows, pool } = this;
    return streamChunks(
      rows,
      starts,
      (chunk, slot) => use(chunk, slot % pool.size),
      () => this.check(),
      window,
    );
  }

  /** The first rows of all chunks of the source. */
  *chunkStarts(): Generator<number> {
    for (let start = 0; start < this.source.n; start += this.rows.chunkRows) yield start;
  }

  /** Empty candidate lists for `count` queries. */
  async emptyLists(count: number, width: number): Promise<CandidateLists> {
    const { pool } = this;
    const lists = createCandidateLists(count, Math.min(this.table.n, width));
    await pool.callEach("clear", (part) => ({ lists, part, parts: pool.size }));
    return lists;
  }

  /** Reads a window and multiplies its rows by their powers of two. */
  async loadWindow(start: number): Promise<LoadedRows> {
    const count = Math.min(this.rows.windowRows, this.source.n - start);
    let turn = 0;
    const scaling: Promise<undefined>[] = [];
    const window = await this.rows.readWindow(start, count, async (chunk) => {
      this.check();
      if (this.needsScaling(chunk)) scaling.push(this.pool.call(turn++ % this.pool.size, "scale", chunk));
    });
    await settled(scaling);
    return window;
  }

  /** Reads single rows, in ascending order, into the window and multiplies them by their powers of two. */
  async gatherWindow(rows: Int32Array): Promise<LoadedRows> {
    const scaling: Promise<undefined>[] = [];
    const window = await this.rows.gatherWindow(rows, async (run) => {
      this.check();
      if (this.needsScaling(run)) scaling.push(this.pool.call(0, "scale", run));
    });
    await settled(scaling);
    return window;
  }

  /** True when a row of the chunk has an exponent. */
  needsScaling({ start, count }: LoadedRows): boolean {
    for (let row = start; row < start + count; row++) if (this.table.exponent[row] !== 0) return true;
    return false;
  }

  async #fillTable(share: number): Promise<void> {
    await this.pool.callEach("attach", () => ({ table: this.table, memory: this.rows.memory }));
    const invalid = await this.phase("read", 0, share, this.source.n, () =>
      this.stream(this.chunkStarts(), (chunk, member) => this.pool.call(member, "quantize", chunk)),
    );
    const rows = invalid.flat();
    if (rows.length > 0) {
      throw new KernelError("non_finite_vector", `${rows.length} rows hold NaN or infinite values.`, {
        rows: rows.slice(0, 10),
        count: rows.length,
      });
    }
    finishTable(this.table);
  }
}
