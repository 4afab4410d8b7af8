import { KernelError } from "../error.ts";
import type { LoadedRows } from "../neighbors/calls.ts";
import { mergeTopColumns } from "../neighbors/candidate-lists.ts";
import type { CellCenters } from "../neighbors/cells.ts";
import { openCenters } from "../neighbors/centers.ts";
import { applyExponent, createQuantizer, enterRow, type Quantize } from "../neighbors/quantize.ts";
import type { RowTable } from "../neighbors/row-table.ts";
import { measureIntegerRange } from "../onnx/integer-range.ts";
import { excludedScore, TopProducts } from "../onnx/top-products.ts";
import { serveCalls } from "../pool.ts";
import { createDot, type Dot } from "../simd/dot.ts";
import type { SharedMemory } from "../simd/web-assembly.ts";
import type { Block, SearchCalls } from "./calls.ts";
import { similarityToRow } from "./query-vector.ts";

interface Attached {
  table: RowTable;
  memory: SharedMemory;
  order: Int32Array | null;
  dot: Dot;
  quantize: Quantize;
}

interface OpenBlock extends Block {
  session: TopProducts;
  /** Step of each row, set at the first search, when all rows of all blocks are known. */
  step: Float32Array | null;
}

let attached: Attached | undefined;
let filling: Int8Array<ArrayBuffer> = new Int8Array(0);
const blocks: OpenBlock[] = [];
let cells: { centers: CellCenters; session: TopProducts } | undefined;

function state(): Attached {
  if (!attached) throw new KernelError("worker_failed", "The worker has no rows yet.");
  return attached;
}

/** Score offsets that exclude zero rows and rows whose bit is not set; null when no row is left. */
function offsets({ start, count }: Block, allow: Uint8Array | null): Float32Array | null {
  const { order, table } = state();
  const { inverseLength } = table;
  const offset = new Float32Array(count);
  let left = 0;
  for (let j = 0; j < count; j++) {
    const row = order === null ? start + j : order[start + j];
    if (inverseLength[row] !== 0 && (allow === null || (allow[row >> 3] >> (row & 7)) & 1)) left++;
    else offset[j] = excludedScore;
  }
  return left > 0 ? offset : null;
}

function eachRow(
  { address, start, count }: LoadedRows,
  use: (row: number, values: Float32Array, at: number) => void,
): void {
  const { table, memory } = state();
  for (let r = 0; r < count; r++) {
    const at = address + 4 * r * table.dimension;
    use(start + r, new Float32Array(memory.buffer, at, table.dimension), at);
  }
}

serveCalls<SearchCalls>({
  integerRange: () => measureIntegerRange(),
  attach({ table, memory, order }) {
    attached = {
      table,
      memory,
      order,
      dot: createDot(memory),
      quantize: createQuantizer(table.dimension, table.range),
    };
    return undefined;
  },
  load({ loaded, block }) {
    const { table, order, dot, quantize } = state();
    const needed = table.range === 0 ? 0 : block.count * table.dimension;
    if (filling.length !== needed) filling = new Int8Array(needed);
    const invalid: number[] = [];
    eachRow(loaded, (position, values, address) => {
      if (position >= block.start + block.count) return;
      const number = order === null ? position : order[position];
      const at = (position - block.start) * table.dimension;
      if (!enterRow(table, dot, quantize, { number, values, address }, filling, at)) invalid.push(number);
    });
    return invalid;
  },
  async seal(block) {
    const { table } = state();
    if (table.range === 0) return undefined;
    const session = await TopProducts.open(filling, table.dimension);
    filling = new Int8Array(0);
    blocks.push({ ...block, session, step: null });
    return undefined;
  },
  async openCenters(centers) {
    cells = { centers, session: await openCenters(centers, state().table.dimension) };
    return undefined;
  },
  async nearestCells({ queries, count, width }) {
    if (!cells) throw new KernelError("worker_failed", "The worker has no centers yet.");
    const { centers, session } = cells;
    const top = await session.run(queries, count, centers.factor, new Float32Array(centers.count), width);
    return Int32Array.from({ length: count * top.width }, (_, at) => top.columns[2 * at]);
  },
  async top({ queries, count, width, allow, probed }) {
    const { table, order } = state();
    const lists = {
      count,
      width,
      rows: new Int32Array(count * width).fill(-1),
      scores: new Float32Array(count * width).fill(-Infinity),
      lowest: new Float32Array(count).fill(-Infinity),
    };
    for (const block of blocks) {
      const { start, session, cell } = block;
      if (probed && probed[cell] === 0) continue;
      const offset = offsets(block, allow);
      if (!offset) continue;
      const rowAt = (column: number) => (order === null ? start + column : order[start + column]);
      block.step ??= Float32Array.from(offset, (_, column) => table.step[rowAt(column)]);
      const top = await session.run(queries, count, block.step, offset, width);
      for (let r = 0; r < count; r++) mergeTopColumns(lists, r, top, r, rowAt);
    }
    return lists;
  },
  score({ loaded, anchors: { address, factors, aggregate }, scores }) {
    const { table, dot } = state();
    const choose = aggregate === "max" ? Math.max : Math.min;
    eachRow(loaded, (row, values, at) => {
      applyExponent(values, table.exponent[row]);
      let score = scores[row];
      for (let a = 0; a < factors.length; a++) {
        const product = dot(address + 4 * a * table.dimension, at, table.dimension);
        score = choose(score, similarityToRow(table, factors[a], row, product));
      }
      scores[row] = score;
    });
    return undefined;
  },
});
