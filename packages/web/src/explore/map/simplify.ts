type Point = [number, number];

function distanceToSegment(point: Point, a: Point, b: Point): number {
  const dx = b[0] - a[0];
  const dy = b[1] - a[1];
  const length = dx * dx + dy * dy;
  const share = length === 0 ? 0 : Math.min(1, Math.max(0, ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / length));
  return Math.hypot(point[0] - a[0] - share * dx, point[1] - a[1] - share * dy);
}

/**
 * The line with fewer points, none of the left-out ones farther than `tolerance` from it (Douglas and Peucker 1973). First and last stay.
 */
export function simplifyLine(points: Point[], tolerance: number): Point[] {
  if (points.length < 3) return points;
  const keep = new Uint8Array(points.length);
  keep[0] = 1;
  keep[points.length - 1] = 1;
  const open: [number, number][] = [[0, points.length - 1]];
  for (let span = open.pop(); span; span = open.pop()) {
    const [first, last] = span;
    let farthest = -1;
    let largest = tolerance;
    for (let i = first + 1; i < last; i++) {
      const distance = distanceToSegment(points[i], points[first], points[last]);
      if (distance > largest) {
        largest = distance;
        farthest = i;
      }
    }
    if (farthest < 0) continue;
    keep[farthest] = 1;
    open.push([first, farthest], [farthest, last]);
  }
  return points.filter((_, i) => keep[i] === 1);
}

/** A drawn outline with at most `limit` points, as exact as that allows; `tolerance` in the unit of the points. */
export function simplifyOutline(points: Point[], tolerance: number, limit: number): Point[] {
  let simple = simplifyLine(points, tolerance);
  for (let step = tolerance; simple.length > limit; step *= 1.6) simple = simplifyLine(points, step);
  return simple;
}
