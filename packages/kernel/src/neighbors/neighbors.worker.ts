import { KernelError } from "../error.ts";
import { measureIntegerRange } from "../onnx/integer-range.ts";
import { TopFloatProducts } from "../onnx/top-float-products.ts";
import { serveCalls } from "../pool.ts";
import { createDot, type Dot } from "../simd/dot.ts";
import type { SharedMemory } from "../simd/web-assembly.ts";
import type { LoadedRows, NeighborCalls } from "./calls.ts";
import { clearCandidates } from "./candidate-lists.ts";
import { findCellCandidates } from "./cell-candidates.ts";
import { rowsByCell } from "./cells.ts";
import { rankCells, sumNearest } from "./centers.ts";
import { findColumnCandidates } from "./column-candidates.ts";
import { finishLists } from "./finish.ts";
import { findFloatCandidates } from "./float-candidates.ts";
import { findPairCandidates } from "./pair-candidates.ts";
import { applyExponent, createQuantizer, enterRow, type Quantize } from "./quantize.ts";
import { findDotCandidates, rescoreCandidates, scorePairs } from "./rescore.ts";
import type { RowTable } from "./row-table.ts";
import { moveCenters } from "./train-centers.ts";

interface Attached {
  table: RowTable;
  memory: SharedMemory;
  dot: Dot;
  quantize: Quantize;
}

let attached: Attached | undefined;
let floatProducts: TopFloatProducts | undefined;

function state(): Attached {
  if (!attached) throw new KernelError("worker_failed", "The worker has no rows yet.");
  return attached;
}

/** Calls `use` with the number, values and address of each loaded row. */
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

serveCalls<NeighborCalls>({
  integerRange: () => measureIntegerRange(),
  attach({ table, memory }) {
    const dot = createDot(memory);
    attached = { table, memory, dot, quantize: createQuantizer(table.dimension, table.range) };
    return undefined;
  },
  quantize(loaded, context) {
    const { table, dot, quantize } = state();
    const invalid: number[] = [];
    eachRow(loaded, (number, values, address) => {
      const row = { number, values, address };
      if (!enterRow(table, dot, quantize, row, table.values, number * table.dimension)) invalid.push(number);
    });
    context.count(loaded.count);
    return invalid;
  },
  scale(loaded) {
    const { table } = state();
    eachRow(loaded, (row, values) => applyExponent(values, table.exponent[row]));
    return undefined;
  },
  clear({ lists, part, parts }) {
    clearCandidates(lists, part, parts);
    return undefined;
  },
  async pairCandidates(input, context) {
    await findPairCandidates(state().table, input, context);
    return undefined;
  },
  columnCandidates: (input, context) => findColumnCandidates(state().table, input, context),
  async sumNearest(input, context) {
    await sumNearest(state().table, input, context);
    return undefined;
  },
  moveCenters({ centers, sums }) {
    moveCenters(centers, sums);
    return undefined;
  },
  async rankCells(input, context) {
    await rankCells(state().table, input, context);
    return undefined;
  },
  rowsByCell: ({ cells, from, to }) => rowsByCell(cells, from, to),
  async cellCandidates(input, context) {
    await findCellCandidates(state().table, input, context);
    return undefined;
  },
  scorePairs(input) {
    const { table, dot } = state();
    scorePairs(table, dot, input);
    return undefined;
  },
  async floatCandidates(input, context) {
    const { table, memory } = state();
    floatProducts ??= await TopFloatProducts.open(table.dimension);
    await findFloatCandidates(table, memory, floatProducts, input, context);
    return undefined;
  },
  dotCandidates(input, context) {
    const { table, dot } = state();
    findDotCandidates(table, dot, input);
    if (input.part === 0) context.count(input.base.count);
    return undefined;
  },
  rescore(input, context) {
    const { table, dot } = state();
    rescoreCandidates(table, dot, input);
    context.count(input.loaded.count);
    return undefined;
  },
  finish: (input) => finishLists(state().table, input),
});
