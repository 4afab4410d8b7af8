import { sharedInt32 } from "../shared-memory.ts";

/** Rows are sorted into cells around centers; a row is compared with the rows of the cells nearest to it. */
export interface CellRanks {
  /** Number of cells. */
  readonly cells: number;
  /** Cells noted of each row. */
  readonly width: number;
  /** `rows x width`: the cells nearest to each row, nearest first. The first is the cell that the row belongs to; -1 for zero rows. */
  readonly ranks: Int16Array;
}

/** Rows by cell: those of cell c are `rows[start[c]] .. rows[start[c + 1] - 1]`, in ascending order. In shared memory. */
export interface CellRows {
  readonly start: Int32Array;
  readonly rows: Int32Array;
}

/** The centers of cells in the form in which rows are compared with them. In shared memory. */
export interface CellCenters {
  readonly count: number;
  /** `count x dimension`, eight-bit values of the rotated centers. */
  readonly values: Int8Array;
  /** One over the length of each center's eight-bit values. */
  readonly factor: Float32Array;
}

/** Whether a row has a cell among its nearest. */
export function hasProbe({ width, ranks }: CellRanks, row: number, cell: number): boolean {
  for (let p = row * width; p < (row + 1) * width; p++) if (ranks[p] === cell) return true;
  return false;
}

/** Lists the rows that have each cell among their nearest, as number `from` to `to - 1`; 0 and 1: the rows that belong to it. A counting sort. */
export function rowsByCell({ cells, width, ranks }: CellRanks, from: number, to: number): CellRows {
  const start = sharedInt32(cells + 1);
  for (let at = 0; at < ranks.length; at += width) {
    for (let p = at + from; p < at + to; p++) if (ranks[p] >= 0) start[ranks[p] + 1]++;
  }
  for (let cell = 0; cell < cells; cell++) start[cell + 1] += start[cell];
  const next = start.slice();
  const rows = sharedInt32(start[cells]);
  for (let at = 0, row = 0; at < ranks.length; at += width, row++) {
    for (let p = at + from; p < at + to; p++) if (ranks[p] >= 0) rows[next[ranks[p]]++] = row;
  }
  return { start, rows };
}
