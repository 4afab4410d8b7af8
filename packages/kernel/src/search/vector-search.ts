import { setImmediate as nextTurn } from "node:timers/promises";
import { addZeroPoint, roundedUp } from "../neighbors/integer-candidates.ts";
import { createQuantizer, type Quantize } from "../neighbors/quantize.ts";
import type { RowTable } from "../neighbors/row-table.ts";
import type { WorkerPool } from "../pool.ts";
import type { SearchCalls } from "./calls.ts";
import { nearestCells, type Probing } from "./probing.ts";
import type { QueryVector } from "./query-vector.ts";
import { BestRows, rankCandidates } from "./ranking.ts";
import type { Rescorer } from "./rescorer.ts";
import type { RowScorer } from "./row-scorer.ts";

/** What limits a search. */
export interface SearchBounds {
  /** Rows wanted, 1..n. */
  readonly limit: number;
  /** One bit a row; null allows all. */
  readonly allow: Uint8Array | null;
  /** Whether to look into all cells, if rows are arranged by cells. */
  readonly exact: boolean;
  /** Throws when the caller has aborted. */
  check(): void;
}

/** Queries that are compared in one product. */
const batchQueries = 256;

/** When lists get longer than this share of all rows, reading and scoring all rows is cheaper. */
const longestShare = 0.25;

/** Milliseconds of rescoring after which the event loop gets its turn. */
const longestTurn = 8;

/** Finds the best rows of vectors: eight-bit products in the workers, then float32 scores of the candidates. */
export class VectorSearch {
  /** Which cells are looked into where a search need not be exact; null: all. */
  probing: Probing | null = null;
  readonly #table: RowTable;
  readonly #pool: WorkerPool<SearchCalls>;
  readonly #rescorer: Rescorer;
  readonly #scorer: RowScorer;
  readonly #quantize: Quantize;

  constructor(table: RowTable, pool: WorkerPool<SearchCalls>, rescorer: Rescorer, scorer: RowScorer) {
    this.#table = table;
    this.#pool = pool;
    this.#rescorer = rescorer;
    this.#scorer = scorer;
    this.#quantize = createQuantizer(table.dimension, table.range);
  }

  /** Share of the best rows that a search finds: 1 where it is exact. */
  recallOf({ allow, exact }: SearchBounds): number {
    return this.probing && !exact && allow === null ? this.probing.recall : 1;
  }

  /** The eight-bit values of a vector. */
  quantized(vector: QueryVector): Int8Array {
    const signed = new Int8Array(this.#table.dimension);
    this.#stepOf(vector, signed, 0);
    return signed;
  }

  /** The best rows of each vector: exactly, or where {@link recallOf} is below 1 those of the cells nearest to it. */
  async search(vectors: readonly QueryVector[], bounds: SearchBounds): Promise<BestRows[]> {
    const results = vectors.map(() => new BestRows(bounds.limit));
    let open = vectors.flatMap((vector, at) => (vector.length > 0 ? [at] : []));
    let width = Math.ceil((bounds.limit + 17) / 16) * 16;
    while (open.length > 0 && this.#table.range > 0 && (width <= longestShare * this.#table.n || width <= 64)) {
      const uncertain: number[] = [];
      for (let first = 0; first < open.length; first += batchQueries) {
        const batch = open.slice(first, first + batchQueries);
        uncertain.push(...(await this.#searchBatch(vectors, batch, Math.min(width, this.#table.n), bounds, results)));
      }
      open = uncertain;
      width *= 4;
    }
    for (const at of open) results[at] = bestOf(await this.#scorer.score([vectors[at]], "max", bounds.check), bounds);
    return results;
  }

  /** Searches some of the vectors and gives those whose candidates do not settle the result. */
  async #searchBatch(
    vectors: readonly QueryVector[],
    batch: readonly number[],
    width: number,
    bounds: SearchBounds,
    results: BestRows[],
  ): Promise<number[]> {
    const { dimension } = this.#table;
    bounds.check();
    const signed = new Int8Array(roundedUp(batch.length * dimension));
    const steps = batch.map((at, b) => this.#stepOf(vectors[at], signed, b * dimension));
    const probed = this.recallOf(bounds) < 1 ? this.#probedCells(signed, batch.length) : null;
    const bytes = new Uint8Array(signed.buffer);
    addZeroPoint(bytes, bytes.length);
    const queries = bytes.subarray(0, batch.length * dimension);
    const { allow } = bounds;
    const lists = await this.#pool.callEach("top", () => ({ queries, count: batch.length, width, allow, probed }));
    const uncertain: number[] = [];
    let turn = performance.now();
    for (const [b, at] of batch.entries()) {
      bounds.check();
      const candidates = rankCandidates(lists, b, steps[b]);
      const { best, complete } = await this.#rescorer.best(vectors[at], steps[b], candidates, bounds.limit);
      if (complete) results[at] = best;
      else uncertain.push(at);
      if (performance.now() - turn > longestTurn) {
        await nextTurn();
        turn = performance.now();
      }
    }
    return uncertain;
  }

  /** One byte a cell: 1 for those that one of the vectors is near to. */
  #probedCells(signed: Int8Array, count: number): Uint8Array | null {
    const { dimension } = this.#table;
    if (!this.probing) return null;
    const { centers, probes } = this.probing;
    const probed = new Uint8Array(centers.count);
    for (let q = 0; q < count; q++) {
      const cells = nearestCells(centers, signed.subarray(q * dimension, (q + 1) * dimension));
      for (const cell of cells.subarray(0, probes)) probed[cell] = 1;
    }
    return probed;
  }

  /** Quantises a vector; gives what one unit of it is worth in comparisons. */
  #stepOf({ values, factor }: QueryVector, target: Int8Array, at: number): number {
    return this.#quantize(values, target, at) * factor;
  }
}

/** The best allowed rows from the scores of all rows. */
export function bestOf(scores: Float32Array, { limit, allow }: Pick<SearchBounds, "limit" | "allow">): BestRows {
  const best = new BestRows(limit);
  for (let row = 0; row < scores.length; row++) {
    if (scores[row] > best.last && (allow === null || (allow[row >> 3] >> (row & 7)) & 1)) best.offer(row, scores[row]);
  }
  return best;
}
