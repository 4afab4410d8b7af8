/** Free cells kept between islands. */
const margin = 2;

interface Island {
  points: number[];
  /** Cells that hold its points, as column and row. */
  cells: [number, number][];
}

/**
 * Moves the islands of a layout together, in place. Nothing attracts parts of a neighbour graph that no edge connects, so a layout
 * drives them far apart and the distances between them mean nothing; drawn as they are, they leave the mainland a speck.
 * An island is a set of points that steps of about `gap` connect (occupied cells of a grid of that width that touch). The island with
 * most points stays. The others, largest first, move as they are along the line to its centre, to the first place from the centre outwards
 * where two free cells lie between them and what stands there. Distances within islands stay as they are. O(n + islands x steps).
 * @param map `n x 2`, finite
 */
export function gatherIslands(map: Float32Array, gap: number): void {
  const islands = findIslands(map, gap);
  if (islands.length < 2) return;
  const taken = new Set<string>();
  const occupy = (cells: readonly [number, number][], right: number, up: number) => {
    for (const [x, y] of cells) {
      for (let dx = -margin; dx <= margin; dx++) {
        for (let dy = -margin; dy <= margin; dy++) taken.add(`${x + right + dx} ${y + up + dy}`);
      }
    }
  };
  const [mainland, ...others] = islands;
  occupy(mainland.cells, 0, 0);
  const [centerX, centerY] = centroid(map, mainland.points);
  for (const island of others) {
    const [x, y] = centroid(map, island.points);
    const distance = Math.hypot(x - centerX, y - centerY) || 1;
    for (let step = 0; ; step++) {
      const share = (step * gap) / distance;
      const right = Math.round((centerX + (x - centerX) * share - x) / gap);
      const up = Math.round((centerY + (y - centerY) * share - y) / gap);
      if (island.cells.some(([column, row]) => taken.has(`${column + right} ${row + up}`))) continue;
      occupy(island.cells, right, up);
      for (const point of island.points) {
        map[2 * point] += right * gap;
        map[2 * point + 1] += up * gap;
      }
      break;
    }
  }
  const [meanX, meanY] = centroid(map, [...Array(map.length / 2).keys()]);
  for (let i = 0; i < map.length; i += 2) {
    map[i] -= meanX;
    map[i + 1] -= meanY;
  }
}

/** Islands by falling number of points, then by their smallest point. */
function findIslands(map: Float32Array, gap: number): Island[] {
  const cells = new Map<string, { at: [number, number]; points: number[] }>();
  for (let point = 0; point < map.length / 2; point++) {
    const at: [number, number] = [Math.floor(map[2 * point] / gap), Math.floor(map[2 * point + 1] / gap)];
    const key = `${at[0]} ${at[1]}`;
    const cell = cells.get(key);
    if (cell) cell.points.push(point);
    else cells.set(key, { at, points: [point] });
  }
  const islands: Island[] = [];
  for (const [key, first] of cells) {
    cells.delete(key);
    const island: Island = { points: [], cells: [] };
    const queue = [first];
    for (const { at, points } of queue) {
      island.cells.push(at);
      for (const point of points) island.points.push(point);
      for (let dx = -1; dx <= 1; dx++) {
        for (let dy = -1; dy <= 1; dy++) {
          const beside = `${at[0] + dx} ${at[1] + dy}`;
          const cell = cells.get(beside);
          if (!cell) continue;
          cells.delete(beside);
          queue.push(cell);
        }
      }
    }
    islands.push(island);
  }
  return islands.sort((a, b) => b.points.length - a.points.length || a.points[0] - b.points[0]);
}

function centroid(map: Float32Array, points: readonly number[]): [number, number] {
  let x = 0;
  let y = 0;
  for (const point of points) {
    x += map[2 * point];
    y += map[2 * point + 1];
  }
  return [x / points.length, y / points.length];
}
