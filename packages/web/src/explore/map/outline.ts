import type { DensityGrid } from "./density-grid.ts";

const rounds = 2;

/**
 * The outer outline of connected cells, corners rounded (Chaikin 1974, twice): map places x0, y0, x1, y1, ... Holes are left out.
 * `holds` tells which cells belong, `first` is the leftmost of the lowest of them.
 */
export function outlineOf(grid: DensityGrid, holds: (cell: number) => boolean, first: number): Float32Array {
  const { columns, rows } = grid;
  const inside = (column: number, row: number) =>
    column >= 0 && row >= 0 && column < columns && row < rows && holds(row * columns + column);
  const corners = walk(inside, first % columns, Math.floor(first / columns));
  let outline = corners.flatMap(([x, y]): [number, number][] => [
    [grid.left + x * grid.side, grid.bottom + y * grid.side],
  ]);
  for (let round = 0; round < rounds; round++) outline = cut(outline);
  return Float32Array.from(outline.flat());
}

type Place = [number, number];

/** Steps along the edges between cells inside and outside, the inside to the left, from the lower edge of a cell that has none below. */
function walk(inside: (column: number, row: number) => boolean, column: number, row: number): Place[] {
  const corners: Place[] = [];
  const start: Place = [column, row];
  let [x, y] = start;
  let [dx, dy] = [1, 0];
  const most = 100_000;
  for (let step = 0; step < most; step++) {
    x += dx;
    y += dy;
    // Cells ahead, to the left and to the right of the way.
    const aheadLeft = inside(x + (dx - dy - 1) / 2, y + (dy + dx - 1) / 2);
    const aheadRight = inside(x + (dx + dy - 1) / 2, y + (dy - dx - 1) / 2);
    const [wasX, wasY] = [dx, dy];
    if (aheadRight) [dx, dy] = [wasY, -wasX];
    else if (!aheadLeft) [dx, dy] = [-wasY, wasX];
    if (dx !== wasX || dy !== wasY) corners.push([x, y]);
    if (x === start[0] && y === start[1] && dx === 1 && dy === 0) break;
  }
  return corners;
}

/** Cuts each corner at a quarter of its sides. */
function cut(outline: Place[]): Place[] {
  return outline.flatMap(([x, y], at): Place[] => {
    const [nextX, nextY] = outline[(at + 1) % outline.length];
    return [
      [0.75 * x + 0.25 * nextX, 0.75 * y + 0.25 * nextY],
      [0.25 * x + 0.75 * nextX, 0.25 * y + 0.75 * nextY],
    ];
  });
}
