import { KernelError } from "../error.ts";
import { type RowMemory, streamChunks } from "../neighbors/row-memory.ts";
import { finishTable, type RowTable } from "../neighbors/row-table.ts";
import { settled, type WorkerPool } from "../pool.ts";
import type { VectorSource } from "../vectors.ts";
import type { Arrangement } from "./arrange-cells.ts";
import type { Block, SearchCalls } from "./calls.ts";

/** Eight-bit values of a block at most: sessions over larger constants need several times their size while they open. */
const blockBytes = 32 << 20;
const blockRows = 16384;

/**
 * Reads all rows once and spreads them over the workers: each gets the same number of blocks, all nearly equal, and
 * fills one block at a time. The source has the rows as they are arranged: by cells, if there is an arrangement.
 * @throws KernelError `non_finite_vector` with `details.rows`, the first ten row numbers.
 */
export async function loadRows(
  source: VectorSource,
  table: RowTable,
  pool: WorkerPool<SearchCalls>,
  rows: RowMemory,
  arrangement: Arrangement | null,
  check: () => void,
): Promise<void> {
  const invalid: number[] = [];
  const all = arrangement ? roundsOfCells(source, arrangement, pool.size) : rounds(source, rows.chunkRows, pool.size);
  for (const round of all) {
    const loading = streamChunks(
      rows,
      interleavedStarts(round, rows.chunkRows),
      async (loaded) => {
        const member = round.findIndex(
          (block) => loaded.start >= block.start && loaded.start < block.start + block.count,
        );
        invalid.push(...(await pool.call(member, "load", { loaded, block: round[member] })));
      },
      check,
    );
    await loading;
    await settled(round.map((block, member) => pool.call(member, "seal", block)));
  }
  if (invalid.length > 0) {
    invalid.sort((a, b) => a - b);
    throw new KernelError("non_finite_vector", `${invalid.length} rows hold NaN or infinite values.`, {
      rows: invalid.slice(0, 10),
      count: invalid.length,
    });
  }
  finishTable(table);
}

/** Blocks of one cell each, larger cells in several, of like sizes in a round. Zero rows are in no cell and are not loaded. */
function roundsOfCells({ dimension }: VectorSource, { start }: Arrangement, workers: number): Block[][] {
  const largest = Math.max(1, Math.floor(Math.min(blockRows, blockBytes / dimension)));
  const blocks: Block[] = [];
  for (let cell = 0; cell + 1 < start.length; cell++) {
    for (let first = start[cell]; first < start[cell + 1]; first += largest) {
      blocks.push({ start: first, count: Math.min(largest, start[cell + 1] - first), cell });
    }
  }
  blocks.sort((a, b) => b.count - a.count || a.start - b.start);
  return Array.from({ length: Math.ceil(blocks.length / workers) }, (_, round) =>
    blocks.slice(round * workers, (round + 1) * workers),
  );
}

/** Blocks of whole chunks; a round has at most one block a worker. */
function rounds({ n, dimension }: VectorSource, chunkRows: number, workers: number): Block[][] {
  const chunks = Math.ceil(n / chunkRows);
  const largest = Math.max(1, Math.floor(Math.min(blockRows, blockBytes / dimension) / chunkRows));
  const roundCount = Math.ceil(chunks / (largest * workers));
  const rowsEach = Math.ceil(chunks / (roundCount * workers)) * chunkRows;
  const result: Block[][] = [];
  for (let start = 0; start < n; start += rowsEach) {
    const block = { start, count: Math.min(rowsEach, n - start), cell: -1 };
    const last = result.at(-1);
    if (last && last.length < workers) last.push(block);
    else result.push([block]);
  }
  return result;
}

/** The first rows of the blocks' chunks, one of each block in turn, so that all workers have work. */
function* interleavedStarts(blocks: readonly Block[], chunkRows: number): Generator<number> {
  const longest = Math.max(...blocks.map((block) => block.count));
  for (let offset = 0; offset < longest; offset += chunkRows) {
    for (const block of blocks) if (offset < block.count) yield block.start + offset;
  }
}
