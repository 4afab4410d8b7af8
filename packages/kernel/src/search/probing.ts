import type { CellCenters } from "../neighbors/cells.ts";
import type { Arrangement } from "./arrange-cells.ts";

/** Share of the nearest rows of a sample that probed cells hold. */
const wantedRecall = 0.98;

/** Which cells a search looks into, and what share of the nearest rows that finds. */
export interface Probing {
  readonly centers: CellCenters;
  /** Nearest cells of a query that are looked into. */
  readonly probes: number;
  /** Share of the nearest rows of a sample of rows that lies in the probed cells. */
  readonly recall: number;
}

/** The cells by descending similarity of their centers to a query, given by its eight-bit values. */
export function nearestCells({ count, values, factor }: CellCenters, query: Int8Array): Int32Array {
  const dimension = query.length;
  const score = new Float64Array(count);
  for (let cell = 0; cell < count; cell++) {
    let sum = 0;
    for (let j = 0, at = cell * dimension; j < dimension; j++, at++) sum += query[j] * values[at];
    score[cell] = sum * factor[cell];
  }
  return Int32Array.from(score.keys()).sort((a, b) => score[b] - score[a] || a - b);
}

/**
 * The fewest probes that find the wanted share of the nearest rows of sample queries.
 * `cells` are the nearest cells of each query, `nearest` its nearest rows.
 */
export function chooseProbes(
  { centers, cellOf }: Arrangement,
  cells: readonly Int32Array[],
  nearest: readonly (readonly number[])[],
): Probing {
  const found = new Float64Array(centers.count + 1);
  let total = 0;
  nearest.forEach((rows, query) => {
    for (const row of rows) {
      total++;
      found[cells[query].indexOf(cellOf[row])]++;
    }
  });
  if (total === 0) return { centers, probes: centers.count, recall: 1 };
  let sum = 0;
  for (let probes = 1; probes <= centers.count; probes++) {
    sum += found[probes - 1];
    if (sum >= wantedRecall * total) return { centers, probes, recall: sum / total };
  }
  return { centers, probes: centers.count, recall: 1 };
}
