import { KernelError } from "../error.ts";
import { AllProducts, type ProductColumns } from "../onnx/all-products.ts";
import { MemoryLayout } from "../simd/memory-layout.ts";
import { createThresholdScan, scanWidth, type ThresholdScan } from "../simd/threshold-scan.ts";
import { createPrivateMemory } from "../simd/web-assembly.ts";
import { type CandidateLists, mergeCandidates, withLock } from "./candidate-lists.ts";
import { gatherQueries, roundedUp } from "./query-bytes.ts";
import { isZeroRow, type RowTable } from "./row-table.ts";
import { type Candidates, selectBest } from "./select-best.ts";

/** Columns of a row that are looked at first while nothing is known of it; then twice as many, and so on. */
const firstSpan = 64;

/** Candidates of a column that are collected before the best are selected, in widths of its list, and the room for merging them into it. */
const collected = 3;
const room = collected + 1;

/**
 * Estimates of the similarities between groups of queries and a block of columns, of which only those are looked at that a query or a
 * column may want: one pass over the products instead of a selection for each query, and both sides of a pair from one product.
 * For the use of one thread.
 */
export class ProductScan {
  /** What {@link collect} has found. */
  readonly found: Candidates;
  readonly #table: RowTable;
  readonly #width: number;
  readonly #counted: (query: number, row: number) => boolean;
  readonly #queries: Uint8Array;
  readonly #products: Float32Array;
  readonly #thresholds: Float32Array;
  readonly #unreachable: Float32Array;
  readonly #zeros: Float32Array;
  readonly #hits: Int32Array;
  readonly #scan: ThresholdScan;
  /** Candidates of the columns: `columns x places x width`, of which `#filled` are in use. */
  readonly #candidates: Candidates;
  readonly #filled: Int32Array;
  /** Eight-bit values of the columns. */
  readonly #values: Int8Array<ArrayBuffer>;
  #session: AllProducts | undefined;
  #operand: ProductColumns | undefined;
  #columns: Int32Array = new Int32Array(0);
  #stride = 0;

  /**
   * Makes room for `queries` queries and `columns` columns at once, and the best `width` candidates of each. Pairs (query, row of a
   * column) that are not `counted` are passed over: where several scans meet the same pair, one counts it.
   */
  constructor(
    table: RowTable,
    queries: number,
    columns: number,
    width: number,
    counted: (query: number, row: number) => boolean = () => true,
  ) {
    const stride = padded(columns);
    const sizes = [
      roundedUp(queries * table.dimension),
      4 * queries * stride,
      12 * stride,
      8 * (stride / scanWidth + 1),
    ];
    const layout = new MemoryLayout();
    const at = sizes.map((size) => layout.place(size));
    const memory = createPrivateMemory(layout.bytes);
    this.#table = table;
    this.#width = width;
    this.#counted = counted;
    this.#queries = new Uint8Array(memory.buffer, at[0], sizes[0]);
    this.#products = new Float32Array(memory.buffer, at[1], sizes[1] / 4);
    this.#thresholds = new Float32Array(memory.buffer, at[2], stride);
    this.#unreachable = new Float32Array(memory.buffer, at[2] + 4 * stride, stride).fill(Infinity);
    this.#zeros = new Float32Array(memory.buffer, at[2] + 8 * stride, stride);
    this.#hits = new Int32Array(memory.buffer, at[3], sizes[3] / 4);
    this.#scan = createThresholdScan(memory);
    this.#candidates = places(columns * room * width);
    this.#filled = new Int32Array(columns);
    this.#values = new Int8Array(stride * table.dimension);
    this.found = places(Math.max(stride, collected * width) + 2 * width);
  }

  /** Takes rows as the columns, without candidates, and packs them for many queries: costs a few milliseconds. */
  async openPacked(rows: Int32Array): Promise<void> {
    await this.close();
    const { rows: values, ...scales } = this.#gather(rows);
    this.#operand = { ...scales, rows: null };
    this.#session = await AllProducts.open(values, this.#table.dimension);
  }

  /** Takes rows as the columns, without candidates, for about as many queries as there are columns. */
  async open(rows: Int32Array): Promise<void> {
    this.#operand = this.#gather(rows);
    this.#session ??= await AllProducts.open(null, this.#table.dimension);
  }

  /** Multiplies queries `first .. first + count - 1` of `rows` (null: all rows of the table) with the columns. */
  async multiply(rows: Int32Array | null, first: number, count: number): Promise<void> {
    if (!this.#session || !this.#operand)
      throw new KernelError("worker_failed", "There are no columns to multiply with.");
    const { dimension } = this.#table;
    gatherQueries(this.#table, rows, first, count, this.#queries);
    const queries = this.#queries.subarray(0, count * dimension);
    await this.#session.run(queries, this.#operand, this.#products.subarray(0, count * this.#stride));
  }

  /** Queries are no candidates of a column, given by its row, below the estimate `lowest`. */
  raiseThresholds(lowest: (row: number, column: number) => number): void {
    this.#columns.forEach((row, column) => {
      this.#thresholds[column] = Math.max(this.#thresholds[column], lowest(row, column));
    });
  }

  /**
   * Collects the columns whose estimates with query r, which is row `row`, reach `lowest` and gives their number; where it is -Infinity,
   * only about the best. With `mutual` the query becomes a candidate of the columns that may want it.
   */
  collect(r: number, row: number, lowest: number, mutual: boolean): number {
    if (isZeroRow(this.#table, row)) return 0;
    let threshold = lowest;
    let count = 0;
    let span = lowest === -Infinity ? firstSpan : this.#stride;
    for (let from = 0; from < this.#stride; span *= 2) {
      const end = Math.min(this.#stride, from + span);
      count = this.#collectSpan(r, row, threshold, mutual, from, end, count);
      from = end;
      if (lowest > -Infinity || count < this.#width) continue;
      threshold = selectBest(this.found, 0, count, this.#width);
      count = this.#width;
    }
    return count;
  }

  /** Moves the candidates of the columns into shared lists: that of a row in column c is number `listOf(row, c)`. */
  merge(lists: CandidateLists, locks: Int32Array, listOf: (row: number, column: number) => number): void {
    for (let column = 0; column < this.#columns.length; column++) {
      const count = this.#filled[column];
      if (count === 0) continue;
      const list = listOf(this.#columns[column], column);
      withLock(locks, list, () => mergeCandidates(lists, list, this.#candidates, column * room * this.#width, count));
      this.#filled[column] = 0;
    }
  }

  /** Frees the runtime's memory. */
  async close(): Promise<void> {
    await this.#session?.close();
    this.#session = undefined;
  }

  #gather(rows: Int32Array): ProductColumns & { rows: Int8Array } {
    const { dimension, values, step } = this.#table;
    const stride = padded(rows.length);
    const factor = new Float32Array(stride);
    const offset = new Float32Array(stride).fill(-Infinity);
    rows.forEach((row, column) => {
      this.#values.set(values.subarray(row * dimension, (row + 1) * dimension), column * dimension);
      if (isZeroRow(this.#table, row)) return;
      factor[column] = step[row];
      offset[column] = 0;
    });
    this.#values.fill(0, rows.length * dimension, stride * dimension);
    this.#stride = stride;
    this.#columns = rows;
    this.#filled.fill(0);
    this.#thresholds.fill(Infinity);
    for (let column = 0; column < rows.length; column++) if (offset[column] === 0) this.#thresholds[column] = -Infinity;
    return { rows: this.#values.subarray(0, stride * dimension), factor, offset };
  }

  #collectSpan(
    r: number,
    row: number,
    threshold: number,
    mutual: boolean,
    from: number,
    end: number,
    before: number,
  ): number {
    const { rows, scores } = this.found;
    const products = this.#products;
    const thresholds = this.#thresholds;
    const hits = this.#hits;
    const columns = this.#columns;
    const scale = this.#table.step[row];
    const start = r * this.#stride + from;
    const limits = (mutual ? thresholds : this.#unreachable).byteOffset + 4 * from;
    const last = this.#scan(
      products.byteOffset + 4 * start,
      end - from,
      scale,
      this.#zeros.byteOffset,
      threshold,
      limits,
      0,
      hits.byteOffset,
    );
    const words = (last - hits.byteOffset) / 4;
    let count = before;
    for (let word = 0; word < words; word += 2) {
      for (let mask = hits[word + 1]; mask !== 0; mask &= mask - 1) {
        const column = from + hits[word] / 4 + (31 - Math.clz32(mask & -mask));
        const estimate = Math.fround(products[r * this.#stride + column] * scale);
        if (estimate === -Infinity || !this.#counted(row, columns[column])) continue;
        if (estimate >= threshold) {
          rows[count] = columns[column];
          scores[count++] = estimate;
        }
        if (mutual && estimate >= thresholds[column]) this.#addToColumn(column, row, estimate);
      }
    }
    return count;
  }

  #addToColumn(column: number, row: number, estimate: number): void {
    const { rows, scores } = this.#candidates;
    const start = column * room * this.#width;
    const count = this.#filled[column];
    rows[start + count] = row;
    scores[start + count] = estimate;
    if (count + 1 < collected * this.#width) {
      this.#filled[column] = count + 1;
      return;
    }
    const lowest = selectBest(this.#candidates, start, count + 1, this.#width);
    this.#thresholds[column] = Math.max(this.#thresholds[column], lowest);
    this.#filled[column] = this.#width;
  }
}

const places = (count: number): Candidates => ({ rows: new Int32Array(count), scores: new Float32Array(count) });
const padded = (columns: number): number => Math.ceil(columns / scanWidth) * scanWidth;
