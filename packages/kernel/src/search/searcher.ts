import { availableParallelism } from "node:os";
import { setImmediate as nextTurn } from "node:timers/promises";
import { checkSource, checkWhole } from "../arguments.ts";
import { KernelError } from "../error.ts";
import type { Metric } from "../neighbors/metric.ts";
import { RowMemory } from "../neighbors/row-memory.ts";
import { createRowTable, type RowTable } from "../neighbors/row-table.ts";
import { spreadSample } from "../neighbors/train-centers.ts";
import { WorkerPool } from "../pool.ts";
import type { VectorSource } from "../vectors.ts";
import { type Anchors, penalized, planScoring, type ScoringPlan, splitRows } from "./anchors.ts";
import { type Arrangement, arrangeCells } from "./arrange-cells.ts";
import type { SearchCalls } from "./calls.ts";
import { loadRows } from "./load-rows.ts";
import type { QueryVector } from "./query-vector.ts";
import { BestRows } from "./ranking.ts";
import { Rescorer } from "./rescorer.ts";
import { anchorRows, RowScorer } from "./row-scorer.ts";
import { bestOf, type SearchBounds, VectorSearch } from "./vector-search.ts";

export interface SearcherOptions {
  /** Default `cosine`. */
  metric?: Metric;
  /** Worker threads. Default: as many as the machine runs at once. Has no influence on results. */
  threads?: number;
  /**
   * `exact` compares a query with all rows. `approximate` arranges the rows by the cells of the approximate graph, so that a search may
   * look into the nearest ones only: for limits around 20 it finds about .98 of the rows. `auto` (default) does so above 2e9 values
   * (2 million rows of 1,024), where comparing with all rows takes more than 100 ms on two cores.
   */
  method?: "auto" | "exact" | "approximate";
  /** Aborting stops the loading of rows with `cancelled`. */
  signal?: AbortSignal;
}

export interface SearchOptions {
  /** Rows wanted of each query, at least 1. */
  limit: number;
  /** Rows that may be found, one bit a row: row r is bit `r & 7` of byte `r >> 3`. Default: all rows. */
  allow?: Uint8Array;
  /** Compares with all rows also where the searcher could look into the nearest cells only. Searches under a filter always do. Default false. */
  exact?: boolean;
  /** Aborting ends the search with `cancelled`. */
  signal?: AbortSignal;
}

/** Rows found, best first; ties by the smaller row. */
export interface SearchResult {
  /** Places a query: the smaller of `limit` and n. */
  readonly width: number;
  /** `queries x width`, row-major; -1 where fewer rows were found. */
  readonly rows: Int32Array;
  /** `queries x width`; float32 similarities or scores, -Infinity where fewer rows were found. */
  readonly scores: Float32Array;
  /** 1 for an exact search, else the share of the 20 nearest rows that was found for a sample of rows. */
  readonly recall: number;
}

/** Search over the rows of one source. Made by {@link createSearcher}. Calls may overlap: searches run one after the other. */
export interface Searcher {
  readonly n: number;
  readonly dimension: number;
  readonly metric: Metric;
  /**
   * The most similar rows of each query, exactly as a float32 comparison with every row gives them unless the result's recall is below 1.
   * @param queries `count x dimension`, row-major; need not be normalised. Zero vectors find nothing.
   * @throws KernelError `wrong_dimension`, `non_finite_vector` (`details.rows`: the query), `invalid_argument`, `cancelled`.
   */
  search(queries: Float32Array, options: SearchOptions): Promise<SearchResult>;
  /**
   * The rows with the highest scores against examples (see {@link Aggregate}): what sorting `scoreAll` gives, without padding.
   * As fast as `search` without negatives, except for `min` over several positives, and with `fiftyone`.
   */
  searchAnchors(anchors: Anchors, options: SearchOptions): Promise<SearchResult>;
  /** The score of every row against examples, in row order; -Infinity for zero rows. Reads all rows once for up to 64 examples. */
  scoreAll(anchors: Anchors, options?: { signal?: AbortSignal }): Promise<Float32Array>;
  /** Ends the threads. Searches that are still running, and later ones, fail with `cancelled`. */
  close(): Promise<void>;
}

/** Values of all rows together from which on `auto` arranges rows by cells. */
const mostExactValues = 2e9;

/** Rows whose nearest are found to choose how many cells a search looks into, and how many of them. */
const sampleRows = 64;
const sampleLimit = 20;

/**
 * Opens a searcher: reads the source once and keeps an eight-bit copy of all rows in worker threads (`n x (dimension + 14)` bytes).
 * Rows are read twice where they are arranged by cells.
 * The float32 rows of candidates are read from the source during a search, a few dozen a query, so the source must stay open;
 * where eight bits cannot decide, more candidates are taken and in the end all rows are read.
 *
 * @throws KernelError `invalid_argument`, `non_finite_vector` (`details.rows`: the first ten row numbers), `cancelled`, `worker_failed`.
 */
export async function createSearcher(source: VectorSource, options: SearcherOptions = {}): Promise<Searcher> {
  const { metric = "cosine", threads = availableParallelism(), method = "auto", signal } = options;
  checkSource(source);
  checkWhole("threads", threads, 1, 1024);
  const check = () => throwIfAborted(signal);
  check();
  const byCells = method === "approximate" || (method === "auto" && source.n * source.dimension > mostExactValues);
  const arrangement = byCells && source.n > 0 ? await arrangeCells(source, { metric, threads, signal }) : null;
  const pool = new WorkerPool<SearchCalls>(new URL("./search.worker.ts", import.meta.url), threads);
  try {
    const range = await pool.call(0, "integerRange", undefined);
    const table = createRowTable(source.n, source.dimension, metric, range, false);
    const rows = new RowMemory(source, 2 * threads, 4 * source.dimension * anchorRows);
    const order = arrangement?.order ?? null;
    const arranged = order ? inOrder(source, order) : source;
    const loading = order ? new RowMemory(arranged, 2 * threads, 0) : rows;
    await pool.callEach("attach", () => ({ table, memory: loading.memory, order }));
    await loadRows(arranged, table, pool, loading, arrangement, check);
    if (order) await pool.callEach("attach", () => ({ table, memory: rows.memory, order }));
    const searcher = new PooledSearcher(source, table, pool, rows);
    if (arrangement) await searcher.probe(arrangement, check);
    return searcher;
  } catch (error) {
    await pool.close();
    throw error;
  }
}

/** The same rows in another order. */
function inOrder(source: VectorSource, order: Int32Array): VectorSource {
  const { n, dimension } = source;
  return {
    n,
    dimension,
    async read(start, count, target) {
      const rows = order.subarray(start, start + count);
      if (source.gather) return source.gather(rows, target);
      for (const [at, row] of rows.entries()) {
        await source.read(row, 1, target.subarray(at * dimension, (at + 1) * dimension));
      }
    },
  };
}

/** Queries that are prepared before other work gets its turn. */
const queriesPerTurn = 64;

class PooledSearcher implements Searcher {
  readonly n: number;
  readonly dimension: number;
  readonly metric: Metric;
  readonly #pool: WorkerPool<SearchCalls>;
  readonly #rescorer: Rescorer;
  readonly #scorer: RowScorer;
  readonly #vectorSearch: VectorSearch;
  readonly #source: VectorSource;
  readonly #table: RowTable;
  #last: Promise<unknown> = Promise.resolve();

  constructor(source: VectorSource, table: RowTable, pool: WorkerPool<SearchCalls>, rows: RowMemory) {
    this.n = source.n;
    this.dimension = source.dimension;
    this.metric = table.metric;
    this.#pool = pool;
    this.#rescorer = new Rescorer(source, table);
    this.#scorer = new RowScorer(rows, pool, source.n, source.dimension);
    this.#vectorSearch = new VectorSearch(table, pool, this.#rescorer, this.#scorer);
    this.#source = source;
    this.#table = table;
  }

  /** Chooses how many cells searches look into, by exact searches for a sample of the rows. */
  async probe(arrangement: Arrangement, check: () => void): Promise<void> {
    const sample = spreadSample(this.#table, sampleRows, 0);
    const rows = splitRows(new Float32Array(sample.length * this.dimension), this.dimension);
    for (const [at, row] of sample.entries()) await this.#source.read(row, 1, rows[at]);
    const vectors = await this.#prepare(rows, this.metric === "cosine");
    const bounds = { limit: Math.min(this.n, sampleLimit + 1), allow: null, exact: true, check };
    const best = await this.#vectorSearch.search(vectors, bounds);
    const nearest = best.map((found, at) => found.rows.filter((row) => row !== sample[at]).slice(0, sampleLimit));
    await this.#vectorSearch.probe(arrangement, vectors, nearest);
  }

  async search(queries: Float32Array, options: SearchOptions): Promise<SearchResult> {
    const bounds = this.#bounds(options);
    const vectors = splitRows(queries, this.dimension);
    const found = await this.#inTurn(async () =>
      this.#vectorSearch.search(await this.#prepare(vectors, this.metric === "cosine"), bounds),
    );
    return toResult(found, bounds.limit, this.#vectorSearch.recallOf(bounds));
  }

  async searchAnchors(anchors: Anchors, options: SearchOptions): Promise<SearchResult> {
    const bounds = this.#bounds(options);
    const plan = planScoring(anchors, this.dimension, this.metric);
    const scored = needsAllScores(plan);
    const best = await this.#inTurn(() => this.#bestOfPlan(plan, bounds));
    return toResult([best], best.rows.length, scored ? 1 : this.#vectorSearch.recallOf(bounds));
  }

  async scoreAll(anchors: Anchors, { signal }: { signal?: AbortSignal } = {}): Promise<Float32Array> {
    const plan = planScoring(anchors, this.dimension, this.metric);
    return this.#inTurn(() => this.#scorePlan(plan, () => throwIfAborted(signal)));
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #bestOfPlan(plan: ScoringPlan, bounds: SearchBounds): Promise<BestRows> {
    const several = plan.attracting.length > 1;
    if (needsAllScores(plan)) {
      return bestOf(await this.#scorePlan(plan, bounds.check), bounds);
    }
    const found = await this.#vectorSearch.search(await this.#prepare(plan.attracting, plan.normalised), bounds);
    if (!several) return found[0];
    const highest = new Map<number, number>();
    for (const { rows, scores } of found) {
      rows.forEach((row, at) => {
        highest.set(row, Math.max(scores[at], highest.get(row) ?? -Infinity));
      });
    }
    const best = new BestRows(bounds.limit);
    for (const [row, score] of highest) best.offer(row, score);
    return best;
  }

  async #scorePlan(plan: ScoringPlan, check: () => void): Promise<Float32Array> {
    const attraction = await this.#scorer.score(
      await this.#prepare(plan.attracting, plan.normalised),
      plan.aggregate,
      check,
    );
    if (plan.repelling.length === 0) return attraction;
    const repelling = await this.#prepare(plan.repelling, this.metric === "cosine");
    const repulsion = await this.#scorer.score(repelling, "max", check);
    return attraction.map((near, row) => penalized(near, repulsion[row]));
  }

  async #prepare(vectors: readonly Float32Array[], normalise: boolean): Promise<QueryVector[]> {
    const prepared: QueryVector[] = [];
    for (const [position, vector] of vectors.entries()) {
      prepared.push(this.#rescorer.prepare(vector, position, normalise));
      if (position % queriesPerTurn === queriesPerTurn - 1) await nextTurn();
    }
    return prepared;
  }

  #bounds({ limit, allow, exact = false, signal }: SearchOptions): SearchBounds {
    checkWhole("limit", limit, 1, 2 ** 31 - 1);
    const bytes = Math.ceil(this.n / 8);
    if (allow && allow.length < bytes) {
      throw new KernelError("invalid_argument", `The bitmap of allowed rows has ${allow.length} bytes, not ${bytes}.`);
    }
    return { limit: Math.min(limit, this.n), allow: allow ?? null, exact, check: () => throwIfAborted(signal) };
  }

  /** Runs searches one after the other: they share the memory in which rows are scored. */
  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const result = this.#last.then(run);
    this.#last = result.catch(() => {});
    return result;
  }
}

/** Whether the best rows of a plan follow only from the scores of all rows. */
const needsAllScores = ({ attracting, repelling, aggregate }: ScoringPlan): boolean =>
  repelling.length > 0 || (attracting.length > 1 && aggregate === "min");

function toResult(found: readonly BestRows[], width: number, recall: number): SearchResult {
  const rows = new Int32Array(found.length * width).fill(-1);
  const scores = new Float32Array(found.length * width).fill(-Infinity);
  found.forEach((best, query) => {
    rows.set(best.rows, query * width);
    scores.set(best.scores, query * width);
  });
  return { width, rows, scores, recall };
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new KernelError("cancelled", "The search was cancelled.");
}
