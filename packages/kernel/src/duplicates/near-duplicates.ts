import { KernelError } from "../error.ts";

/** Pairs of rows with a distance each; every pair stands once. */
export interface RowPairs {
  a: Int32Array;
  b: Int32Array;
  distance: Float32Array;
}

/** Groups of near-duplicate rows. */
export interface DuplicateGroups {
  /** The row that stands for each row's group; a row without duplicates stands for itself. */
  representative: Int32Array;
  /** Places of the pairs up to the limit, nearest first, then by rows. */
  places: Int32Array;
}

/**
 * Rows that are near-duplicates of each other: pairs up to a distance of `limit`. Rows with the most weight of such pairs (1 - distance
 * each) become representatives, one after the other, and take the rows that are paired with them (star clustering, Aslam et al. 2004):
 * every member is a near-duplicate of its representative itself, so that a chain of small steps does not swallow a whole series. Pairs
 * that `isCounted` refuses are left out. O(pairs log pairs).
 * @throws KernelError `invalid_argument` for a limit outside [0, 2]
 */
export function nearDuplicates(
  n: number,
  { a, b, distance }: RowPairs,
  limit: number,
  isCounted: (a: number, b: number) => boolean = () => true,
): DuplicateGroups {
  if (!(limit >= 0 && limit <= 2)) {
    throw new KernelError("invalid_argument", "A distance of near-duplicates lies in [0, 2].", { limit });
  }
  const places = Int32Array.from(distance.keys())
    .filter((at) => distance[at] <= limit && isCounted(a[at], b[at]))
    .sort((i, j) => distance[i] - distance[j] || a[i] - a[j] || b[i] - b[j]);
  const weight = new Float64Array(n);
  const partners = new Map<number, number[]>();
  const link = (row: number, other: number) => {
    const list = partners.get(row);
    if (list) list.push(other);
    else partners.set(row, [other]);
  };
  for (const at of places) {
    weight[a[at]] += 1 - distance[at];
    weight[b[at]] += 1 - distance[at];
    link(a[at], b[at]);
    link(b[at], a[at]);
  }
  const representative = new Int32Array(n).fill(-1);
  const order = [...partners.keys()].sort((i, j) => weight[j] - weight[i] || i - j);
  for (const center of order) {
    if (representative[center] >= 0) continue;
    representative[center] = center;
    for (const other of partners.get(center) ?? []) if (representative[other] < 0) representative[other] = center;
  }
  for (let row = 0; row < n; row++) if (representative[row] < 0) representative[row] = row;
  return { representative, places };
}

/**
 * A threshold for near-duplicates that suits a space: distances below `share` (default 0.13, cleanlab's) of the median distance to the
 * nearest neighbour. Never below 1e-5, so that equal rows count in spaces where most rows have an equal.
 */
export function duplicateDistance(nearestDistance: Float32Array, share = 0.13): number {
  const known = nearestDistance.filter((distance) => !Number.isNaN(distance)).sort();
  const median = known.length > 0 ? known[known.length >> 1] : 0;
  return Math.max(1e-5, share * median);
}
