import { AllProducts } from "../onnx/all-products.ts";
import { createThresholdScan, scanWidth, type ThresholdScan } from "../simd/threshold-scan.ts";
import { createPrivateMemory } from "../simd/web-assembly.ts";
import { type CandidateLists, mergeCandidates, withLock } from "./candidate-lists.ts";
import { gatherQueries, roundedUp } from "./integer-candidates.ts";
import { isZeroRow, type RowTable } from "./row-table.ts";
import { type Candidates, selectBest } from "./select-best.ts";
import { transposed } from "./transposed.ts";

/** Columns of a row that are looked at first while nothing is known of it; then twice as many, and so on. */
const firstSpan = 64;

/** Candidates of a column that are collected before the best are selected, in widths of its list. */
const collected = 3;

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
  readonly #queries: Uint8Array;
  readonly #products: Float32Array;
  readonly #thresholds: Float32Array;
  readonly #unreachable: Float32Array;
  readonly #groups: Int32Array;
  readonly #scan: ThresholdScan;
  /** Candidates of the columns: `columns x collected x width` places, of which `#filled` are in use. */
  readonly #candidates: Candidates;
  readonly #filled: Int32Array;
  #session: AllProducts | undefined;
  #columns: Int32Array = new Int32Array(0);
  #stride = 0;

  /** Makes room for `queries` queries and `columns` columns at once, and the best `width` candidates of each. */
  constructor(table: RowTable, queries: number, columns: number, width: number) {
    const stride = padded(columns);
    const sizes = [
      roundedUp(queries * table.dimension),
      4 * queries * stride,
      8 * stride,
      4 * (stride / scanWidth + 1),
    ];
    const at = sizes.map((_, part) => sizes.slice(0, part).reduce((sum, size) => sum + aligned(size), 0));
    const memory = createPrivateMemory(at[3] + aligned(sizes[3]));
    this.#table = table;
    this.#width = width;
    this.#queries = new Uint8Array(memory.buffer, at[0], sizes[0]);
    this.#products = new Float32Array(memory.buffer, at[1], sizes[1] / 4);
    this.#thresholds = new Float32Array(memory.buffer, at[2], stride);
    this.#unreachable = new Float32Array(memory.buffer, at[2] + 4 * stride, stride).fill(Infinity);
    this.#groups = new Int32Array(memory.buffer, at[3], sizes[3] / 4);
    this.#scan = createThresholdScan(memory);
    this.#candidates = places(columns * collected * width);
    this.#filled = new Int32Array(columns);
    this.found = places(Math.max(stride, collected * width) + 2 * width);
  }

  /** Takes rows as the columns, without candidates. */
  async open(rows: Int32Array): Promise<void> {
    const { dimension, values, step } = this.#table;
    this.#stride = padded(rows.length);
    const base = new Int8Array(this.#stride * dimension);
    const factor = new Float32Array(this.#stride);
    const offset = new Float32Array(this.#stride).fill(-Infinity);
    rows.forEach((row, column) => {
      if (isZeroRow(this.#table, row)) return;
      base.set(values.subarray(row * dimension, (row + 1) * dimension), column * dimension);
      factor[column] = step[row];
      offset[column] = 0;
    });
    this.#session = await AllProducts.open(transposed(base, dimension), dimension, factor, offset);
    this.#columns = rows;
    this.#filled.fill(0);
    this.#thresholds.fill(Infinity);
    for (let column = 0; column < rows.length; column++) if (offset[column] === 0) this.#thresholds[column] = -Infinity;
  }

  /** Multiplies queries `first .. first + count - 1` of `rows` (null: all rows of the table) with the columns. */
  async multiply(rows: Int32Array | null, first: number, count: number): Promise<void> {
    const { dimension } = this.#table;
    gatherQueries(this.#table, rows, first, count, this.#queries);
    await this.#session?.run(
      this.#queries.subarray(0, count * dimension),
      this.#products.subarray(0, count * this.#stride),
    );
  }

  /** Queries are no candidates of a column, given by its row, below the estimate `lowest`. */
  raiseThresholds(lowest: (row: number) => number): void {
    this.#columns.forEach((row, column) => {
      this.#thresholds[column] = Math.max(this.#thresholds[column], lowest(row));
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

  /** Merges the candidates of the columns into shared lists: that of a row is number `listOf(row)`. */
  merge(lists: CandidateLists, locks: Int32Array, listOf: (row: number) => number): void {
    this.#columns.forEach((row, column) => {
      const count = this.#filled[column];
      if (count === 0) return;
      const start = column * collected * this.#width;
      for (const part of ["rows", "scores"] as const)
        this.found[part].set(this.#candidates[part].subarray(start, start + count));
      withLock(locks, listOf(row), () => mergeCandidates(lists, listOf(row), this.found, 0, count));
    });
  }

  /** Frees the columns. */
  async close(): Promise<void> {
    await this.#session?.close();
    this.#session = undefined;
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
    const groups = this.#groups;
    const columns = this.#columns;
    const scale = this.#table.step[row];
    const start = r * this.#stride + from;
    const limits = (mutual ? thresholds : this.#unreachable).byteOffset + 4 * from;
    const last = this.#scan(products.byteOffset + 4 * start, end - from, scale, threshold, limits, groups.byteOffset);
    const found = (last - groups.byteOffset) / 4;
    let count = before;
    for (let g = 0; g < found; g++) {
      const first = from + groups[g] / 4;
      const beyond = Math.min(first + scanWidth, columns.length);
      for (let column = first; column < beyond; column++) {
        const estimate = Math.fround(products[r * this.#stride + column] * scale);
        if (estimate === -Infinity) continue;
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
    const start = column * collected * this.#width;
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
const aligned = (bytes: number): number => Math.ceil(bytes / 64) * 64;
