import { createSearcher, createVectorScorer, vectorsInMemory } from "@gleaner/kernel";
import { GleanerError, type Unit } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import type { NumberValues } from "../catalog/number-values.ts";
import { tableOf } from "../catalog/units.ts";
import type { StoredVectors } from "../contract/vectors.ts";
import type { ShardFiles } from "../vectors/shard-files.ts";
import type { SpaceRow } from "../vectors/space-rows.ts";
import { inStorageOrder, type StorageOrder } from "../vectors/storage-order.ts";
import { scoreRows } from "./score-rows.ts";

/** Bytes of labelled vectors that are compared with everything in one pass. */
const passBytes = 64 * 1024 * 1024;
/** So few are compared one by one; more are worth threads and eight-bit products. */
const fewVectors = 32;
/** Rows whose nearest labelled vectors are looked for together. */
const queryRows = 2048;
/** More products than this take minutes on a laptop, which is too long for a filter. */
const mostProducts = 2e13;

interface Known {
  state: string;
  /** Rows of the vectors whose samples are labelled. */
  labeled: Set<number>;
  order: StorageOrder;
  /** Highest similarity to a labelled vector by row; -Infinity: none. */
  similarity: Float32Array;
  result: NumberValues;
}

/**
 * The distance of every vector of a space to the nearest one whose sample is labelled: 0 for labelled samples, 1 - cosine for others,
 * missing where a vector has no direction or nothing is labelled. Exact. When labels are added, only they are compared. Throws `bad_filter`
 * where that would take minutes.
 */
export class LabeledDistances {
  readonly #catalog: Catalog;
  readonly #files: ShardFiles;
  readonly #known = new Map<number, Promise<Known>>();

  constructor(catalog: Catalog, files: ShardFiles) {
    this.#catalog = catalog;
    this.#files = files;
  }

  /** `state` names the vectors of the space as they are now. */
  async values(space: SpaceRow, state: string): Promise<NumberValues> {
    const before = await this.#known.get(space.id)?.catch(() => undefined);
    const computing = this.#update(space, state, before);
    this.#known.set(space.id, computing);
    return (await computing).result;
  }

  async #update(space: SpaceRow, state: string, before: Known | undefined): Promise<Known> {
    const usable = before?.state === state ? before : undefined;
    const order = usable?.order ?? (await inStorageOrder(this.#catalog, this.#files, space));
    const labeled = await this.#labeledRows(order.numbers, space.unit);
    const added = [...labeled].filter((row) => !usable?.labeled.has(row));
    if (usable && added.length === 0 && labeled.size === usable.labeled.size) return usable;
    const removed = usable ? [...usable.labeled].some((row) => !labeled.has(row)) : true;
    const similarity =
      usable && !removed ? usable.similarity.slice() : new Float32Array(order.numbers.length).fill(-Infinity);
    const rest = Array.from(order.numbers.keys()).filter((row) => !labeled.has(row));
    await raiseBy(order, removed ? [...labeled] : added, rest, similarity);
    const values = similarity.map((score, row) => {
      if (labeled.has(row)) return 0;
      return score === -Infinity ? Number.NaN : Math.max(0, 1 - score);
    });
    return { state, labeled, order, similarity, result: { numbers: order.numbers, values } };
  }

  async #labeledRows(numbers: Int32Array, unit: Unit): Promise<Set<number>> {
    const column = unit === "object" ? "class" : "label";
    const [rows] = await this.#catalog.withNumbers(numbers, (table) =>
      this.#catalog.integers(
        `select n.rowid::integer from ${table} n join ${tableOf(unit)} s on s.number = n.number where s.${column} is not null order by n.rowid`,
      ),
    );
    return new Set(rows);
  }
}

/** Raises the highest similarities of rows `rest` where one of the rows `compared` is more similar. */
async function raiseBy(
  order: StorageOrder,
  compared: readonly number[],
  rest: readonly number[],
  similarity: Float32Array,
): Promise<void> {
  const { dimension } = order.source;
  if (compared.length * rest.length * dimension > mostProducts) {
    throw new GleanerError(
      "bad_filter",
      `labeled_distance would compare ${rest.length} samples with ${compared.length} labelled ones, which takes too long for a filter.`,
      {
        hint: "Use nn_distance, or a space of fewer dimensions.",
        details: { labeled: compared.length, others: rest.length, dimension },
      },
    );
  }
  const source = order.subset(rest);
  const rows = Math.max(1, Math.floor(passBytes / (4 * dimension)));
  for (let start = 0; start < compared.length; start += rows) {
    const part = order.subset(compared.slice(start, start + rows));
    const vectors = new Float32Array(part.n * dimension);
    await part.read(0, part.n, vectors);
    const highest = await highestSimilarity(source, vectors);
    rest.forEach((row, at) => {
      if (highest[at] > similarity[row]) similarity[row] = highest[at];
    });
  }
}

/** The highest similarity of each row to any of the vectors. */
async function highestSimilarity(source: StoredVectors, vectors: Float32Array): Promise<Float32Array> {
  const { dimension } = source;
  if (vectors.length <= fewVectors * dimension) {
    const scorer = createVectorScorer({ positives: vectors, aggregate: "max" }, dimension);
    return scoreRows(source, (data) => scorer.score(data));
  }
  const searcher = await createSearcher(vectorsInMemory(vectors, dimension), { metric: "cosine" });
  try {
    const highest = new Float32Array(source.n);
    const batch = new Float32Array(queryRows * dimension);
    for (let start = 0; start < source.n; start += queryRows) {
      const queries = batch.subarray(0, Math.min(queryRows, source.n - start) * dimension);
      await source.read(start, queries.length / dimension, queries);
      const { scores } = await searcher.search(queries, { limit: 1 });
      highest.set(scores, start);
    }
    return highest;
  } finally {
    await searcher.close();
  }
}
