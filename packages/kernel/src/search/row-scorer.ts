import { type RowMemory, streamChunks } from "../neighbors/row-memory.ts";
import type { WorkerPool } from "../pool.ts";
import { sharedFloat32 } from "../shared-memory.ts";
import type { SearchCalls } from "./calls.ts";
import type { QueryVector } from "./query-vector.ts";

/** Anchors that fit the memory beside the streaming chunks. */
export const anchorRows = 64;

/** Scores every row against vectors by reading all rows once for up to 64 vectors. One run at a time. */
export class RowScorer {
  readonly #rows: RowMemory;
  readonly #pool: WorkerPool<SearchCalls>;
  readonly #n: number;
  readonly #dimension: number;

  constructor(rows: RowMemory, pool: WorkerPool<SearchCalls>, n: number, dimension: number) {
    this.#rows = rows;
    this.#pool = pool;
    this.#n = n;
    this.#dimension = dimension;
  }

  /** The largest or smallest similarity of each row to the vectors; -Infinity for zero rows; zero vectors are left out. In shared memory. */
  async score(all: readonly QueryVector[], aggregate: "max" | "min", check: () => void): Promise<Float32Array> {
    const vectors = all.filter(({ length }) => length > 0);
    const scores = sharedFloat32(this.#n);
    scores.fill(aggregate === "max" || vectors.length === 0 ? -Infinity : Infinity);
    const address = this.#rows.windowAddress;
    for (let first = 0; first < vectors.length; first += anchorRows) {
      const group = vectors.slice(first, first + anchorRows);
      const target = new Float32Array(this.#rows.memory.buffer, address, group.length * this.#dimension);
      group.forEach(({ values }, a) => {
        target.set(values, a * this.#dimension);
      });
      const anchors = { address, factors: Float64Array.from(group, ({ factor }) => factor), aggregate };
      await streamChunks(
        this.#rows,
        this.#starts(),
        (loaded, slot) => this.#pool.call(slot % this.#pool.size, "score", { loaded, anchors, scores }),
        check,
      );
    }
    return scores;
  }

  *#starts(): Generator<number> {
    for (let start = 0; start < this.#n; start += this.#rows.chunkRows) yield start;
  }
}
