import { estimateMargin } from "../neighbors/margin.ts";
import { applyExponent } from "../neighbors/quantize.ts";
import type { RowTable } from "../neighbors/row-table.ts";
import { unitLength } from "../neighbors/row-table.ts";
import { createDot, type Dot } from "../simd/dot.ts";
import { createSharedMemory } from "../simd/web-assembly.ts";
import type { VectorSource } from "../vectors.ts";
import { prepareQuery, type QueryVector, similarityToRow } from "./query-vector.ts";
import { BestRows, type RankedCandidates } from "./ranking.ts";

/** Rows that are read and scored together. */
const groupRows = 16;

/** Scores candidates with the float32 rows of the source, on the calling thread: a few dozen rows a query. Not for use by two searches at once. */
export class Rescorer {
  readonly #source: VectorSource;
  readonly #table: RowTable;
  readonly #dot: Dot;
  readonly #buffer: Float32Array;

  constructor(source: VectorSource, table: RowTable) {
    const memory = createSharedMemory(4 * source.dimension * (groupRows + 1));
    this.#source = source;
    this.#table = table;
    this.#dot = createDot(memory);
    this.#buffer = new Float32Array(memory.buffer, 0, source.dimension * (groupRows + 1));
  }

  /** See {@link prepareQuery}. */
  prepare(vector: Float32Array, position: number, normalise: boolean): QueryVector {
    return prepareQuery(normalise, vector, position, this.#dot, { values: this.#slot(0), address: 0 });
  }

  /**
   * Scores candidates from the highest estimate down, until no estimate can reach the best `limit` any more.
   * `complete` is false when a row that is no candidate might belong to them.
   */
  async best(
    query: QueryVector,
    step: number,
    candidates: RankedCandidates,
    limit: number,
  ): Promise<{ best: BestRows; complete: boolean }> {
    const { rows, estimates, floor } = candidates;
    const table = this.#table;
    const unit = unitLength(table);
    const best = new BestRows(limit);
    let margin = estimateMargin(table, step, query.length, 0);
    let observed = 0;
    let at = 0;
    this.#slot(0).set(query.values);
    while (at < rows.length && !(best.last > (estimates[at] + margin) * unit)) {
      const count = Math.min(groupRows, rows.length - at);
      await this.#readGroup(rows.subarray(at, at + count));
      for (let slot = 1; slot <= count; slot++, at++) {
        applyExponent(this.#slot(slot), table.exponent[rows[at]]);
        const product = this.#dot(0, slot * 4 * table.dimension, table.dimension);
        const score = similarityToRow(table, query.factor, rows[at], product);
        observed = Math.max(observed, Math.abs(score / unit - estimates[at]));
        best.offer(rows[at], score);
      }
      margin = estimateMargin(table, step, query.length, observed);
    }
    const highest = at < rows.length ? Math.max(estimates[at], floor) : floor;
    const perfect = table.metric === "cosine" && query.length === 1 && best.last >= 1;
    return { best, complete: perfect || highest === -Infinity || best.last > (highest + margin) * unit };
  }

  async #readGroup(rows: Int32Array): Promise<void> {
    if (this.#source.gather) return this.#source.gather(rows, this.#slots(1, rows.length));
    const reads: Promise<void>[] = [];
    rows.forEach((row, r) => {
      const read = this.#source.read(row, 1, this.#slot(r + 1));
      if (read) reads.push(read);
    });
    if (reads.length > 0) await Promise.all(reads);
  }

  #slot(index: number): Float32Array {
    return this.#slots(index, 1);
  }

  #slots(index: number, count: number): Float32Array {
    const { dimension } = this.#table;
    return this.#buffer.subarray(index * dimension, (index + count) * dimension);
  }
}
