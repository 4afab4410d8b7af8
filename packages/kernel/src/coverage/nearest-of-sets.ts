import { availableParallelism } from "node:os";
import { checkRows } from "../arguments.ts";
import { WorkerPool } from "../pool.ts";
import { readVectorRows } from "../selection/vector-rows.ts";
import { sharedFloat32, sharedInt32 } from "../shared-memory.ts";
import type { TaskOptions } from "../task.ts";
import type { VectorSource } from "../vectors.ts";
import type { NearestBests, NearestCalls } from "./nearest-calls.ts";

/** The nearest row of one set to each query, in the order of the queries. */
export interface NearestOfSet {
  /** -1 where the set holds no row to find. */
  readonly rows: Int32Array;
  /** Cosine similarities; -Infinity where no row was found. */
  readonly similarities: Float32Array;
}

/** Options of {@link nearestOfSets}. */
export interface NearestOptions extends TaskOptions {
  /** Whether a query that is itself a row of a set must find another one. Default false: it finds itself. */
  excludeSelf?: boolean;
  /** Worker threads; default: as many as the machine runs at once, at most 8. */
  threads?: number;
}

const mostThreads = 8;
/** Bytes of vectors that are compared at once, and products of one worker. */
const blockBytes = 4 << 20;
const blockProducts = 1 << 20;

/**
 * The nearest row of each of several sets to each query, by cosine similarity; ties go to the smaller row. Each row is read and compared
 * once, in how many sets it may be: one float32 matrix product of the queries with the union of the sets, and one comparison for each
 * query and member. All rows are those of the source. A zero vector
 * has similarity 0 to every other.
 * Memory: the queries (`queries x dimension x 4` bytes), two blocks of 4 MB, and 8 bytes a query and set.
 * @throws KernelError `invalid_argument` for rows that do not exist, `non_finite_vector`, `cancelled`
 */
export async function nearestOfSets(
  source: VectorSource,
  queries: Int32Array,
  sets: readonly Int32Array[],
  {
    excludeSelf = false,
    threads = Math.min(mostThreads, availableParallelism()),
    signal,
    onProgress,
  }: NearestOptions = {},
): Promise<NearestOfSet[]> {
  const { dimension } = source;
  for (const rows of [queries, ...sets]) checkRows(rows, source.n);
  const { union, start, members } = unionOf(sets, source.n);
  const bests: NearestBests = {
    position: sharedInt32(sets.length * queries.length).fill(-1),
    similarity: sharedFloat32(sets.length * queries.length).fill(-Infinity),
  };
  if (union.length > 0 && queries.length > 0) {
    const inOrder = Int32Array.from(new Set(queries)).sort();
    const placeOf = new Map(Array.from(inOrder, (row, place) => [row, place]));
    const distinct = await readVectorRows(source, inOrder, signal);
    const vectors = sharedFloat32(queries.length * dimension);
    const excluded = sharedInt32(queries.length).fill(-1);
    const positions = excludeSelf ? new Map(Array.from(union, (row, position) => [row, position])) : null;
    queries.forEach((row, query) => {
      const from = (placeOf.get(row) ?? 0) * dimension;
      vectors.set(distinct.rows.subarray(from, from + dimension), query * dimension);
      excluded[query] = positions?.get(row) ?? -1;
    });
    const size = Math.max(1, Math.min(threads, Math.ceil(queries.length / 64)));
    const pool = new WorkerPool<NearestCalls>(new URL("./nearest.worker.ts", import.meta.url), size);
    const onAbort = () => pool.cancel();
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      const part = (member: number) => Math.floor((queries.length * member) / size);
      await pool.callEach("attach", (member) => ({
        queries: vectors,
        dimension,
        from: part(member),
        to: part(member + 1),
        excluded,
        bests,
      }));
      const wide = Math.min(blockBytes / (4 * dimension), (blockProducts * size) / queries.length);
      const blockRows = Math.max(1, Math.floor(wide));
      let comparing: Promise<unknown> = Promise.resolve();
      for (let first = 0; first < union.length; first += blockRows) {
        const count = Math.min(blockRows, union.length - first);
        const { rows } = await readVectorRows(source, union.subarray(first, first + count), signal);
        await comparing;
        onProgress?.(first / union.length, "compare");
        const offsets = start.subarray(first, first + count + 1);
        comparing = pool.callEach("compare", () => ({
          vectors: rows,
          count,
          first,
          start: offsets.map((offset) => offset - offsets[0]),
          sets: members.slice(offsets[0], offsets[count]),
        }));
        comparing.catch(() => {});
      }
      await comparing;
    } finally {
      signal?.removeEventListener("abort", onAbort);
      await pool.close();
    }
  }
  onProgress?.(1, "compare");
  return sets.map((_, set) => {
    const [from, to] = [set * queries.length, (set + 1) * queries.length];
    return {
      rows: Int32Array.from(bests.position.subarray(from, to), (position) => (position < 0 ? -1 : union[position])),
      similarities: Float32Array.from(bests.similarity.subarray(from, to)),
    };
  });
}

/** The rows that are in any set, ascending, and the sets of each in compressed rows. */
function unionOf(sets: readonly Int32Array[], n: number) {
  const count = new Int32Array(n + 1);
  for (const rows of sets) for (const row of rows) count[row]++;
  const union = Int32Array.from(count.keys()).filter((row) => count[row] > 0);
  const start = new Int32Array(union.length + 1);
  const end = new Int32Array(n + 1);
  union.forEach((row, position) => {
    end[row] = start[position];
    start[position + 1] = start[position] + count[row];
  });
  const members = new Int32Array(start[union.length]);
  sets.forEach((rows, set) => {
    for (const row of rows) members[end[row]++] = set;
  });
  return { union, start, members };
}
