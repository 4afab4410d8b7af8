import type { Arrangement } from "./arrange-cells.ts";

/** Share of the nearest rows of a sample that probed cells hold. */
const wantedRecall = 0.98;

/** Which cells a search looks into, and what share of the nearest rows that finds. */
export interface Probing {
  /** Number of cells. */
  readonly cells: number;
  /** Nearest cells of a query that are looked into. */
  readonly probes: number;
  /** Share of the nearest rows of a sample of rows that lies in the probed cells. */
  readonly recall: number;
}

/**
 * The fewest probes that find the wanted share of the nearest rows of sample queries.
 * `ranks` are all cells by their nearness to each query, `nearest` the nearest rows of each query.
 */
export function chooseProbes(
  { centers, cellOf }: Arrangement,
  ranks: Int32Array,
  nearest: readonly (readonly number[])[],
): Probing {
  const cells = centers.count;
  const found = new Float64Array(cells);
  let total = 0;
  nearest.forEach((rows, query) => {
    const ofQuery = ranks.subarray(query * cells, (query + 1) * cells);
    for (const row of rows) {
      total++;
      found[ofQuery.indexOf(cellOf[row])]++;
    }
  });
  let sum = 0;
  for (let probes = 1; probes < cells; probes++) {
    sum += found[probes - 1];
    if (total > 0 && sum >= wantedRecall * total) return { cells, probes, recall: sum / total };
  }
  return { cells, probes: cells, recall: 1 };
}
