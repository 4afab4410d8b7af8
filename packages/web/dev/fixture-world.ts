import { type Facet, GleanerError, type Job, parseFilter, type Slice, type View, viewSchema } from "@gleaner/schema";
import { type FixtureDataset, idOf, makeDataset, numberOf } from "./fixture-data.ts";
import { matches, valuesOf } from "./fixture-filter.ts";
import { randomNumbers } from "./fixture-random.ts";

interface Snapshot {
  numbers: Int32Array;
  scores: Float32Array | null;
}

/** Everything the fixture server knows: datasets, slices, jobs and view snapshots, all in memory. */
export class FixtureWorld {
  datasets: FixtureDataset[] = [];
  slices = new Map<string, Slice & { numbers: Set<number> }>();
  jobs = new Map<string, Job>();
  snapshots = new Map<string, Snapshot>();
  undoStack: { name: string; back: () => number }[] = [];
  #nextView = Date.now();

  constructor(sizes: { name: string; n: number }[]) {
    let first = 0;
    for (const [index, { name, n }] of sizes.entries()) {
      this.datasets.push(makeDataset(name, n, first, 7 + index * 13));
      first += n;
    }
  }

  /** The dataset and row of a sample number. */
  locate(number: number): { data: FixtureDataset; i: number } {
    const data = this.datasets.find(({ first, n }) => number >= first && number < first + n);
    if (!data) throw new GleanerError("sample_not_found", "There is no sample with this id.");
    return { data, i: number - data.first };
  }

  locateId(id: string): { data: FixtureDataset; i: number } {
    return this.locate(numberOf(id));
  }

  /** Takes a snapshot of a view and names it. */
  createView(view: View): { view: string; total: number } {
    const snapshot = this.numbersOf(view);
    const name = `v${this.#nextView++}`;
    this.snapshots.set(name, snapshot);
    if (this.snapshots.size > 60) this.snapshots.delete(this.snapshots.keys().next().value ?? "");
    return { view: name, total: snapshot.numbers.length };
  }

  snapshot(name: string): Snapshot {
    const snapshot = this.snapshots.get(name);
    if (!snapshot) throw new GleanerError("view_not_found", "This view is gone; take it again.");
    return snapshot;
  }

  /** The samples of a view in its order. */
  numbersOf(input: Partial<View>): Snapshot {
    const view = viewSchema.parse(input);
    const filter = parseFilter(view.where);
    const inSlice = (slice: string, number: number) => this.slices.get(slice)?.numbers.has(number) ?? false;
    const shapes = view.lasso?.shapes ?? [];
    const found: number[] = [];
    for (const data of this.datasets) {
      if (view.datasets.length > 0 && !view.datasets.includes(data.name)) continue;
      for (let i = 0; i < data.n; i++) {
        if (view.slice && !inSlice(view.slice, data.first + i)) continue;
        if (shapes.length > 0 && !inShapes(shapes, data.positions[2 * i], data.positions[2 * i + 1])) continue;
        if (matches(filter, data, i, inSlice)) found.push(data.first + i);
      }
    }
    const scores = view.similarTo?.samples.length ? this.#similarity(view.similarTo.samples[0], found) : null;
    this.#order(found, view, scores);
    const byNumber = scores;
    return {
      numbers: Int32Array.from(found),
      scores: byNumber ? Float32Array.from(found, (number) => byNumber.get(number) ?? 0) : null,
    };
  }

  #similarity(id: string, numbers: number[]): Map<number, number> {
    const { data, i } = this.locateId(id);
    const [x, y] = data.positions.subarray(2 * i, 2 * i + 2);
    const scores = new Map<number, number>();
    for (const number of numbers) {
      const other = this.locate(number);
      const [u, v] = other.data.positions.subarray(2 * other.i, 2 * other.i + 2);
      scores.set(number, Math.exp(-Math.hypot(u - x, v - y) / 6));
    }
    return scores;
  }

  #order(numbers: number[], view: View, scores: Map<number, number> | null): void {
    const sort = view.sort ?? (scores ? "similarity" : undefined);
    if (!sort) return;
    if (sort === "random") {
      const random = randomNumbers(view.seed);
      for (let i = numbers.length - 1; i > 0; i--) {
        const j = Math.floor(random() * (i + 1));
        [numbers[i], numbers[j]] = [numbers[j], numbers[i]];
      }
      return;
    }
    if (sort === "similarity" && scores) {
      numbers.sort((a, b) => (scores.get(b) ?? 0) - (scores.get(a) ?? 0));
      return;
    }
    const field = sort.replace(/^-/, "");
    const sign = sort.startsWith("-") ? -1 : 1;
    const keys = new Map(
      numbers.map((number) => {
        const { data, i } = this.locate(number);
        return [number, valuesOf(field, data, i)[0] ?? null];
      }),
    );
    numbers.sort((a, b) => {
      const [x, y] = [keys.get(a) ?? null, keys.get(b) ?? null];
      if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
      return x < y ? -sign : x > y ? sign : 0;
    });
  }

  /** Counts the values of a field over a view. */
  facet(field: string, numbers: Int32Array, limit: number): Facet {
    const histogram = ["width", "cluster_size", "nn_distance", "meta.temperature", "created_at"].includes(field);
    const counts = new Map<string | null, number>();
    const values: number[] = [];
    let missing = 0;
    for (const number of numbers) {
      const { data, i } = this.locate(number);
      const found = valuesOf(field, data, i);
      if (histogram) {
        if (typeof found[0] === "number") values.push(found[0]);
        else missing++;
        continue;
      }
      for (const value of found.length === 0 ? [null] : found) {
        const key = value === null ? null : String(value);
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
    if (!histogram) {
      const all = [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
      return { kind: "values", field, values: all.slice(0, limit), distinct: all.length };
    }
    const [min, max] = values.reduce(([low, high], v) => [Math.min(low, v), Math.max(high, v)], [Infinity, -Infinity]);
    const bins = values.length === 0 ? 0 : min === max ? 1 : 24;
    const edges = Array.from({ length: bins + 1 }, (_, k) => min + ((max - min || 1) * k) / bins);
    const heights = new Array<number>(bins).fill(0);
    for (const v of values) heights[Math.min(bins - 1, Math.floor(((v - min) / (max - min || 1)) * bins))]++;
    const type = field === "created_at" ? "date" : "number";
    return { kind: "histogram", field, edges: bins === 0 ? [] : edges, counts: heights, missing, type };
  }

  idsOf(view: View): string[] {
    return Array.from(this.numbersOf(view).numbers, idOf);
  }
}

function inShapes(shapes: { mode: "add" | "subtract"; points: [number, number][] }[], x: number, y: number): boolean {
  let inside = false;
  for (const { mode, points } of shapes) {
    if (mode === "add" ? inside : !inside) continue;
    if (inPolygon(points, x, y)) inside = mode === "add";
  }
  return inside;
}

function inPolygon(points: [number, number][], x: number, y: number): boolean {
  let inside = false;
  for (let i = 0, j = points.length - 1; i < points.length; j = i++) {
    const [xi, yi] = points[i];
    const [xj, yj] = points[j];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}
