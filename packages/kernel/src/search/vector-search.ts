import { setImmediate as nextTurn } from "node:timers/promises";
import { createQuantizer, type Quantize } from "../neighbors/quantize.ts";
import { addZeroPoint, roundedUp } from "../neighbors/query-bytes.ts";
import type { RowTable } from "../neighbors/row-table.ts";
import type { WorkerPool } from "../pool.ts";
import type { Arrangement } from "./arrange-cells.ts";
import type { SearchCalls } from "./calls.ts";
import { chooseProbes, type Probing } from "./probing.ts";
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

  /** Chooses how many cells searches look into, from the nearest rows of a sample of vectors. */
  async probe(arrangement: Arrangement, vectors: readonly QueryVector[], nearest: readonly number[][]): Promise<void> {
    const { centers } = arrangement;
    await this.#pool.call(0, "openCenters", centers);
    const { queries } = this.#quantized(vectors);
    const input = { queries, count: vectors.length, width: centers.count };
    this.probing = chooseProbes(arrangement, await this.#pool.call(0, "nearestCells", input), nearest);
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
    bounds.check();
    const { queries, steps } = this.#quantized(batch.map((at) => vectors[at]));
    const probed = this.recallOf(bounds) < 1 ? await this.#probedCells(queries, batch.length) : null;
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

  /** One byte a cell: 1 for those that one of the queries is near to. */
  async #probedCells(queries: Uint8Array, count: number): Promise<Uint8Array | null> {
    if (!this.probing) return null;
    const { cells, probes } = this.probing;
    const probed = new Uint8Array(cells);
    for (const cell of await this.#pool.call(0, "nearestCells", { queries, count, width: probes })) probed[cell] = 1;
    return probed;
  }

  /** Eight-bit values of vectors, plus 128, and what one unit of each is worth in comparisons. */
  #quantized(vectors: readonly QueryVector[]): { queries: Uint8Array; steps: number[] } {
    const { dimension } = this.#table;
    const signed = new Int8Array(roundedUp(vectors.length * dimension));
    const steps = vectors.map(({ values, factor }, at) => this.#quantize(values, signed, at * dimension) * factor);
    const bytes = new Uint8Array(signed.buffer);
    addZeroPoint(bytes, bytes.length);
    return { queries: bytes.subarray(0, vectors.length * dimension), steps };
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
