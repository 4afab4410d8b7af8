import { type MapAreas, type MapClasses, namesOf } from "./areas.ts";

/**
 * The clusters that have points among `seen` (indexes), as areas: outlined by their convex hull and stood for by the point nearest to
 * their middle. Only those with at least `least` points seen. O(seen log seen).
 */
export function clusterAreas(
  positions: Float32Array,
  numbers: Int32Array,
  clusters: Int32Array,
  classes: MapClasses | null,
  seen: Int32Array,
  least: number,
): MapAreas {
  const members = new Map<number, number[]>();
  for (const i of seen) {
    const held = members.get(clusters[i]);
    if (held) held.push(i);
    else members.set(clusters[i], [i]);
  }
  const kept = [...members.values()].filter(({ length }) => length >= least).sort((a, b) => b.length - a.length);
  const groupOf = new Int32Array(numbers.length).fill(-1);
  for (const [group, points] of kept.entries()) for (const i of points) groupOf[i] = group;
  const names = namesOf(
    groupOf,
    Int32Array.from(kept, ({ length }) => length),
    classes,
  );
  return {
    areas: kept.map((points, group) => {
      const middle = middleOf(positions, points);
      return {
        count: points.length,
        number: numbers[middle],
        x: positions[2 * middle],
        y: positions[2 * middle + 1],
        ...names[group],
      };
    }),
    outline: (place) => convexHull(kept[place].map((i): [number, number] => [positions[2 * i], positions[2 * i + 1]])),
  };
}

function middleOf(positions: Float32Array, points: number[]): number {
  const x = points.reduce((sum, i) => sum + positions[2 * i], 0) / points.length;
  const y = points.reduce((sum, i) => sum + positions[2 * i + 1], 0) / points.length;
  const away = (i: number) => (positions[2 * i] - x) ** 2 + (positions[2 * i + 1] - y) ** 2;
  return points.reduce((best, i) => (away(i) < away(best) ? i : best));
}

/** The convex hull of places, counter-clockwise (Andrew's monotone chain, 1979): x0, y0, x1, y1, ... */
export function convexHull(places: [number, number][]): Float32Array {
  const sorted = [...places].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const chain = (points: [number, number][]) => {
    const hull: [number, number][] = [];
    for (const point of points) {
      while (hull.length >= 2 && turn(hull[hull.length - 2], hull[hull.length - 1], point) <= 0) hull.pop();
      hull.push(point);
    }
    return hull.slice(0, -1);
  };
  const hull = [...chain(sorted), ...chain(sorted.reverse())];
  return Float32Array.from(hull.flat());
}

function turn(a: [number, number], b: [number, number], c: [number, number]): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}
