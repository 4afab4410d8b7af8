import { CoordinateSample, halfSquaredLength } from "../neighbors/coordinate-sample.ts";
import { estimateMargin } from "../neighbors/margin.ts";
import { gatherQueries } from "../neighbors/query-bytes.ts";
import type { RowTable } from "../neighbors/row-table.ts";
import { AllProducts } from "../onnx/all-products.ts";
import { createDot, type Dot } from "../simd/dot.ts";
import { createDotBytes, type DotBytes } from "../simd/dot-bytes.ts";
import { MemoryLayout } from "../simd/memory-layout.ts";
import { createThresholdScan, scanWidth, type ThresholdScan } from "../simd/threshold-scan.ts";
import { createPrivateMemory } from "../simd/web-assembly.ts";
import type { VectorRows } from "./farthest-calls.ts";

/** Rows and picks of one product: 2 MB of products. */
const blockRows = 1024;
const blockPicks = 512;

/**
 * The similarity of a range of rows to their nearest pick, kept up to date as picks are made. Exact float32 similarities, of which few are
 * computed: a product on a sample of the eight-bit coordinates shows that most rows have a nearer pick, the product on all coordinates rules
 * out most of the rest. A similarity is missed where an error exceeds six standard deviations. For the use of one thread.
 */
export class NearestPick {
  readonly #vectors: VectorRows;
  readonly #table: RowTable;
  readonly #best: Float32Array;
  readonly #from: number;
  readonly #to: number;
  readonly #sample: CoordinateSample;
  readonly #session: AllProducts;
  /** The sampled values of the rows plus 128, and half their squared lengths on the sample and on all coordinates. */
  readonly #rowValues: Uint8Array;
  readonly #rowHalves: Float32Array;
  readonly #wholeHalves: Float32Array;
  /** Of the picks: sampled values, all values, float32 values, and what is taken from products with each. */
  readonly #pickSamples: Int8Array<ArrayBuffer>;
  readonly #picks: Int8Array;
  readonly #pickVectors: Float32Array;
  readonly #pickOffsets: Float32Array;
  /** Of the row at hand: its eight-bit values plus 128, and its float32 values. */
  readonly #row: Uint8Array;
  readonly #rowVector: Float32Array;
  readonly #products: Float32Array;
  readonly #unreachable: Float32Array;
  readonly #hits: Int32Array;
  readonly #scan: ThresholdScan;
  readonly #dot: Dot;
  readonly #dotBytes: DotBytes;

  /** For rows `from .. to - 1` of a table that is complete; null where {@link CoordinateSample} does not serve. */
  static async open(
    vectors: VectorRows,
    table: RowTable,
    best: Float32Array,
    from: number,
    to: number,
  ): Promise<NearestPick | null> {
    const sample = CoordinateSample.of(table);
    if (!sample) return null;
    return new NearestPick(vectors, table, best, from, to, sample, await AllProducts.open(null, sample.size));
  }

  private constructor(
    vectors: VectorRows,
    table: RowTable,
    best: Float32Array,
    from: number,
    to: number,
    sample: CoordinateSample,
    session: AllProducts,
  ) {
    const { dimension } = table;
    this.#vectors = vectors;
    this.#table = table;
    this.#best = best;
    this.#from = from;
    this.#to = to;
    this.#sample = sample;
    this.#session = session;
    this.#rowValues = new Uint8Array((to - from) * sample.size);
    this.#rowHalves = new Float32Array(to - from);
    this.#wholeHalves = new Float32Array(to - from);
    for (let row = from; row < to; row++) {
      this.#wholeHalves[row - from] = halfSquaredLength(table, row);
      this.#rowHalves[row - from] = sample.copy(table, row, 128, this.#rowValues, (row - from) * sample.size);
    }
    this.#pickSamples = new Int8Array(blockPicks * sample.size);
    const layout = new MemoryLayout();
    const at = {
      picks: layout.place(blockPicks * dimension),
      vectors: layout.place(4 * blockPicks * dimension),
      offsets: layout.place(4 * blockPicks),
      row: layout.place(dimension),
      rowVector: layout.place(4 * dimension),
      products: layout.place(4 * blockRows * blockPicks),
      unreachable: layout.place(4 * blockPicks),
      hits: layout.place(8 * (blockPicks / scanWidth + 1)),
    };
    const memory = createPrivateMemory(layout.bytes);
    const { buffer } = memory;
    this.#picks = new Int8Array(buffer, at.picks, blockPicks * dimension);
    this.#pickVectors = new Float32Array(buffer, at.vectors, blockPicks * dimension);
    this.#pickOffsets = new Float32Array(buffer, at.offsets, blockPicks);
    this.#row = new Uint8Array(buffer, at.row, dimension);
    this.#rowVector = new Float32Array(buffer, at.rowVector, dimension);
    this.#products = new Float32Array(buffer, at.products, blockRows * blockPicks);
    this.#unreachable = new Float32Array(buffer, at.unreachable, blockPicks).fill(Infinity);
    this.#hits = new Int32Array(buffer, at.hits, 2 * (blockPicks / scanWidth + 1));
    this.#scan = createThresholdScan(memory);
    this.#dot = createDot(memory);
    this.#dotBytes = createDotBytes(memory);
  }

  /** Raises the best similarities of the rows by those to some picks. `check` runs between products and may throw. */
  async update(picked: Int32Array, check: () => void): Promise<void> {
    const { size } = this.#sample;
    for (let first = 0; first < picked.length; first += blockPicks) {
      const picks = picked.subarray(first, first + blockPicks);
      const operand = this.#gather(picks);
      const columns = operand.factor.length;
      for (let start = this.#from; start < this.#to; start += blockRows) {
        check();
        const count = Math.min(blockRows, this.#to - start);
        const values = this.#rowValues.subarray((start - this.#from) * size, (start - this.#from + count) * size);
        await this.#session.run(values, operand, this.#products.subarray(0, count * columns));
        for (let r = 0; r < count; r++) this.#raise(start + r, r, picks, columns, operand.factor);
      }
    }
  }

  /** Frees the runtime's memory. */
  close(): Promise<void> {
    return this.#session.close();
  }

  /** Brings picks into the memory; gives them as columns of products, padded to whole groups of a scan. */
  #gather(picks: Int32Array): { rows: Int8Array; factor: Float32Array; offset: Float32Array } {
    const { dimension, values, step } = this.#table;
    const { size } = this.#sample;
    const columns = scanWidth * Math.ceil(picks.length / scanWidth);
    const factor = new Float32Array(columns);
    const offset = new Float32Array(columns).fill(-Infinity);
    const target = new Uint8Array(this.#pickSamples.buffer);
    this.#pickOffsets.fill(0);
    picks.forEach((pick, column) => {
      factor[column] = step[pick];
      offset[column] = 0;
      const half = this.#sample.copy(this.#table, pick, 0, target, column * size);
      this.#pickOffsets[column] = half - this.#sample.reachBeyond(halfSquaredLength(this.#table, pick) - 1 / 2);
      this.#picks.set(values.subarray(pick * dimension, (pick + 1) * dimension), column * dimension);
      this.#pickVectors.set(this.#vectors.rows.subarray(pick * dimension, (pick + 1) * dimension), column * dimension);
    });
    this.#pickSamples.fill(0, picks.length * size, columns * size);
    return { rows: this.#pickSamples.subarray(0, columns * size), factor, offset };
  }

  /** Looks at the picks that may be nearer to a row, number r of the products, than its nearest so far. */
  #raise(row: number, r: number, picks: Int32Array, columns: number, factor: Float32Array): void {
    const table = this.#table;
    const { dimension, step } = table;
    const hits = this.#hits;
    const margin = estimateMargin(table, step[row], 1, 0);
    let best = this.#best[row];
    const half = Math.max(0, this.#wholeHalves[row - this.#from] + 1 / 2 - best);
    const last = this.#scan(
      this.#products.byteOffset + 4 * r * columns,
      columns,
      step[row],
      this.#pickOffsets.byteOffset,
      -this.#sample.reach(half, margin),
      this.#unreachable.byteOffset,
      this.#rowHalves[row - this.#from],
      hits.byteOffset,
    );
    const words = (last - hits.byteOffset) / 4;
    if (words === 0) return;
    gatherQueries(table, null, row, 1, this.#row);
    let isVectorTaken = false;
    for (let word = 0; word < words; word += 2) {
      for (let mask = hits[word + 1]; mask !== 0; mask &= mask - 1) {
        const column = hits[word] / 4 + (31 - Math.clz32(mask & -mask));
        if (column >= picks.length) continue;
        const product = this.#dotBytes(this.#row.byteOffset, this.#picks.byteOffset + column * dimension, dimension);
        if (product * factor[column] * step[row] < best - margin) continue;
        if (!isVectorTaken) this.#rowVector.set(this.#vectors.rows.subarray(row * dimension, (row + 1) * dimension));
        isVectorTaken = true;
        const pick = this.#pickVectors.byteOffset + 4 * column * dimension;
        best = Math.max(best, this.#dot(this.#rowVector.byteOffset, pick, dimension));
      }
    }
    this.#best[row] = best;
  }
}
