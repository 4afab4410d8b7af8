import { type Bounds, boundsOf } from "./camera.ts";

/** Points of a map counted in square cells and smoothed. Row 0 is the lowest; cell (column, row) is `row * columns + column`. */
export interface DensityGrid {
  columns: number;
  rows: number;
  /** Side of a cell in map units. */
  side: number;
  left: number;
  bottom: number;
  /** Smoothed counts, columns x rows. */
  density: Float32Array;
}

/** Counts points in a grid whose longer side has about `cells` cells, with two empty cells around, and smooths it. O(n + cells²). */
export function densityGrid(positions: Float32Array, cells: number): DensityGrid | null {
  const bounds = boundsOf(positions);
  if (!bounds) return null;
  const side = Math.max(bounds.right - bounds.left, bounds.top - bounds.bottom) / cells;
  if (!(side > 0)) return null;
  const grid = emptyGrid(bounds, side);
  for (let i = 0; i < positions.length; i += 2) {
    const cell = cellOf(grid, positions[i], positions[i + 1]);
    if (cell >= 0) grid.density[cell]++;
  }
  return { ...grid, density: smoothed(smoothed(grid.density, grid), grid) };
}

/** The cell that a map place lies in; -1 outside the grid and for no numbers. */
export function cellOf({ left, bottom, side, columns, rows }: Omit<DensityGrid, "density">, x: number, y: number) {
  const column = Math.floor((x - left) / side);
  const row = Math.floor((y - bottom) / side);
  return column >= 0 && row >= 0 && column < columns && row < rows ? row * columns + column : -1;
}

function emptyGrid({ left, right, bottom, top }: Bounds, side: number): DensityGrid {
  const columns = Math.floor((right - left) / side) + 5;
  const rows = Math.floor((top - bottom) / side) + 5;
  const density = new Float32Array(columns * rows);
  return { columns, rows, side, left: left - 2 * side, bottom: bottom - 2 * side, density };
}

/** One pass of the kernel 1 2 1 in both directions. */
function smoothed(values: Float32Array, { columns, rows }: DensityGrid): Float32Array {
  const across = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let at = row * columns + 1, end = (row + 1) * columns - 1; at < end; at++) {
      across[at] = (values[at - 1] + 2 * values[at] + values[at + 1]) / 4;
    }
  }
  const result = new Float32Array(values.length);
  for (let at = columns, end = columns * (rows - 1); at < end; at++) {
    result[at] = (across[at - columns] + 2 * across[at] + across[at + columns]) / 4;
  }
  return result;
}
