import type { Lasso, View } from "@gleaner/schema";
import type { EngineContext } from "../context.ts";
import type { LoadedIndex } from "../indexes/index-cache.ts";

/** Selections of a map that are kept: a view and its facets ask for the same one. */
const keptSelections = 4;
const selections = new WeakMap<LoadedIndex, Map<string, Int32Array>>();

/**
 * The numbers of the samples whose map points lie inside the shapes: later shapes add to or take from the earlier ones. The same shapes
 * on the same map give the same array, which must not be changed.
 */
export async function pointsInShapes(context: EngineContext, lasso: NonNullable<View["lasso"]>): Promise<Int32Array> {
  const index = await context.indexes.load(lasso.space, lasso.datasets);
  const known = selections.get(index) ?? new Map<string, Int32Array>();
  selections.set(index, known);
  const key = JSON.stringify(lasso.shapes);
  const points = known.get(key) ?? pointsInside(index, lasso.shapes);
  known.delete(key);
  known.set(key, points);
  const oldest = known.keys().next();
  if (known.size > keptSelections && !oldest.done) known.delete(oldest.value);
  return points;
}

function pointsInside({ numbers, map }: LoadedIndex, shapes: Lasso[]): Int32Array {
  const inside = new Uint8Array(numbers.length);
  for (const shape of shapes) mark(inside, map, shape);
  let count = 0;
  for (let row = 0; row < inside.length; row++) count += inside[row];
  const found = new Int32Array(count);
  for (let row = 0, at = 0; at < count; row++) if (inside[row] === 1) found[at++] = numbers[row];
  return found;
}

function mark(inside: Uint8Array, map: Float32Array, { mode, points }: Lasso): void {
  const value = mode === "add" ? 1 : 0;
  const xs = points.map((point) => point[0]);
  const ys = points.map((point) => point[1]);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  for (let row = 0; row < inside.length; row++) {
    const x = map[2 * row];
    const y = map[2 * row + 1];
    if (x < left || x > right || y < top || y > bottom || inside[row] === value) continue;
    if (contains(xs, ys, x, y)) inside[row] = value;
  }
}

/** Even-odd rule (Shimrat 1962). */
function contains(xs: number[], ys: number[], x: number, y: number): boolean {
  let odd = false;
  for (let i = 0, j = xs.length - 1; i < xs.length; j = i++) {
    if (ys[i] > y !== ys[j] > y && x < ((xs[j] - xs[i]) * (y - ys[i])) / (ys[j] - ys[i]) + xs[i]) odd = !odd;
  }
  return odd;
}
