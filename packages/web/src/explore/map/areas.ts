import { cellOf, type DensityGrid, densityGrid } from "./density-grid.ts";
import { outlineOf } from "./outline.ts";

/** A part of the map that is worth a name or a picture. */
export interface MapArea {
  /** Points in it. */
  count: number;
  /** Number of the sample that stands for it, and the place of its point. */
  number: number;
  x: number;
  y: number;
  /** Code of the class that it is rich in; -1: none stands out. */
  code: number;
  /** Share of the points that have that class, 0..1. */
  share: number;
}

/** The areas of a map at one level of detail, largest first. */
export interface MapAreas {
  areas: MapArea[];
  /** The closed outline of the area at a place of the list: map places x0, y0, x1, y1, ... */
  outline: (place: number) => Float32Array;
}

export interface MapClasses {
  /** Class of each point, `missing` where it has none. */
  codes: Uint16Array;
  missing: number;
}

/** Cells below this share of the mean density of cells that hold points belong to no area. */
const lowest = 0.5;
/** Two peaks are one area when the pass between them is at least this high beside the lower of them. */
const passShare = 0.8;
/** A class names an area when it has this share of its points. */
const nameShare = 0.4;
const unassigned = -1;

/**
 * Parts the map into areas: hills of the smoothed density, climbed from the top down; a hill joins a higher one when the pass between
 * them is hardly lower than its own top (the persistence of ToMATo, Chazal, Guibas, Oudot and Skraba 2013, in two dimensions). An area
 * is stood for by the point nearest to the middle of its densest cell; none has fewer than `least` points. O(n + cells log cells).
 */
export function areasOf(
  positions: Float32Array,
  numbers: Int32Array,
  classes: MapClasses | null,
  { cells, least }: { cells: number; least: number },
): MapAreas {
  const grid = densityGrid(positions, cells);
  if (!grid) return { areas: [], outline: () => new Float32Array(0) };
  const hill = hillsOf(grid);
  const n = numbers.length;
  const counts = new Int32Array(hill.count);
  const hillOfPoint = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const cell = cellOf(grid, positions[2 * i], positions[2 * i + 1]);
    hillOfPoint[i] = cell < 0 ? unassigned : hill.of[cell];
    if (hillOfPoint[i] !== unassigned) counts[hillOfPoint[i]]++;
  }
  const kept = Array.from(counts.keys())
    .filter((one) => counts[one] >= least)
    .sort((a, b) => counts[b] - counts[a] || a - b);
  const standing = representatives(positions, hillOfPoint, grid, hill);
  const names = namesOf(hillOfPoint, counts, classes);
  return {
    areas: kept.map((one) => ({
      count: counts[one],
      number: numbers[standing[one]],
      x: positions[2 * standing[one]],
      y: positions[2 * standing[one] + 1],
      ...names[one],
    })),
    outline: (place) => outlineOf(grid, (cell) => hill.of[cell] === kept[place], hill.firsts[kept[place]]),
  };
}

interface Hills {
  /** Hill of each cell, -1 where the land is too low. */
  of: Int32Array;
  /** Highest cell of each hill. */
  peaks: number[];
  /** Leftmost of the lowest cells of each hill. */
  firsts: Int32Array;
  count: number;
}

function hillsOf({ density, columns }: DensityGrid): Hills {
  let sum = 0;
  let land = 0;
  for (const value of density) {
    if (value <= 0) continue;
    sum += value;
    land++;
  }
  const shore = land === 0 ? 0 : (sum / land) * lowest;
  const cells = Int32Array.from(density.keys())
    .filter((cell) => density[cell] > shore)
    .sort((a, b) => density[b] - density[a] || a - b);
  const parent = new Int32Array(density.length).fill(unassigned);
  const steps = [-1, 1, -columns, columns, -columns - 1, -columns + 1, columns - 1, columns + 1];
  const find = (cell: number): number => {
    let root = cell;
    while (parent[root] !== root) root = parent[root];
    for (let at = cell; parent[at] !== root; ) [at, parent[at]] = [parent[at], root];
    return root;
  };
  for (const cell of cells) {
    let best = unassigned;
    for (const step of steps) {
      const beside = cell + step;
      if (parent[beside] === undefined || parent[beside] === unassigned) continue;
      if (best === unassigned || density[beside] > density[best]) best = beside;
    }
    if (best === unassigned) {
      parent[cell] = cell;
      continue;
    }
    parent[cell] = find(best);
    for (const step of steps) {
      const beside = cell + step;
      if (parent[beside] === undefined || parent[beside] === unassigned) continue;
      const [one, other] = [find(cell), find(beside)];
      if (one === other) continue;
      const [high, low] = density[one] >= density[other] ? [one, other] : [other, one];
      if (density[cell] >= passShare * density[low]) parent[low] = high;
    }
  }
  const of = new Int32Array(density.length).fill(unassigned);
  const peaks: number[] = [];
  const known = new Map<number, number>();
  for (const cell of cells) {
    const root = find(cell);
    let area = known.get(root);
    if (area === undefined) {
      area = peaks.length;
      known.set(root, area);
      peaks.push(root);
    }
    of[cell] = area;
  }
  const firsts = new Int32Array(peaks.length);
  for (let cell = of.length - 1; cell >= 0; cell--) if (of[cell] !== unassigned) firsts[of[cell]] = cell;
  return { of, peaks, firsts, count: peaks.length };
}

/** For each hill the point nearest to the middle of its peak's cell. */
function representatives(positions: Float32Array, hillOfPoint: Int32Array, grid: DensityGrid, hill: Hills): Int32Array {
  const standing = new Int32Array(hill.count);
  const least = new Float64Array(hill.count).fill(Number.POSITIVE_INFINITY);
  const middles = hill.peaks.map((cell): [number, number] => [
    grid.left + ((cell % grid.columns) + 0.5) * grid.side,
    grid.bottom + (Math.floor(cell / grid.columns) + 0.5) * grid.side,
  ]);
  for (let i = 0; i < hillOfPoint.length; i++) {
    const one = hillOfPoint[i];
    if (one === unassigned) continue;
    const distance = (positions[2 * i] - middles[one][0]) ** 2 + (positions[2 * i + 1] - middles[one][1]) ** 2;
    if (distance >= least[one]) continue;
    least[one] = distance;
    standing[one] = i;
  }
  return standing;
}

/** The class that each group of points is rich in. `groupOf`: group of each point, -1 for none. */
export function namesOf(
  groupOf: Int32Array,
  counts: Int32Array,
  classes: MapClasses | null,
): { code: number; share: number }[] {
  const tallies = Array.from(counts, () => new Map<number, number>());
  if (classes) {
    for (let i = 0; i < groupOf.length; i++) {
      const group = groupOf[i];
      const code = classes.codes[i];
      if (group >= 0 && code !== classes.missing) tallies[group].set(code, (tallies[group].get(code) ?? 0) + 1);
    }
  }
  return tallies.map((tally, group) => {
    let [code, most] = [-1, 0];
    for (const [candidate, number] of tally) if (number > most) [code, most] = [candidate, number];
    const share = counts[group] === 0 ? 0 : most / counts[group];
    return share >= nameShare ? { code, share } : { code: -1, share: 0 };
  });
}
