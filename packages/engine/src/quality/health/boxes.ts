import type { DatasetHealth } from "@gleaner/schema";
import type { EngineContext } from "../../context.ts";
import type { FieldValues } from "../../report/index.ts";

type Boxes = DatasetHealth["classes"]["boxes"];

const shares = [0.05, 0.25, 0.5, 0.75, 0.95];

/** The labelled objects of some samples, as columns. */
export interface ObjectRows {
  /** Numbers of the objects. */
  numbers: Int32Array;
  /** Position of the object's sample in the list of samples. */
  sample: Int32Array;
  names: string[];
  /** Class of each object, -1 for none. */
  codes: Int32Array;
  /** Share of the image, width over height, and the center as shares of the image; NaN where the image's size is not known. */
  area: Float64Array;
  ratio: Float64Array;
  centerX: Float64Array;
  centerY: Float64Array;
}

/** Reads the objects that people and imports say are in the samples. */
export async function labeledObjects(
  { workspace }: EngineContext,
  datasets: readonly string[],
  numbers: Int32Array,
): Promise<ObjectRows> {
  const positions = new Map([...numbers].map((number, at): [number, number] => [number, at]));
  const where = 'source in ("human", "import")';
  const all = await workspace.samples.numbers({ datasets, unit: "object", where });
  const columns = await workspace.objects.columns(all);
  const kept = Int32Array.from(columns.numbers.keys()).filter((at) => positions.has(columns.samples[at]));
  const sample = kept.map((at) => positions.get(columns.samples[at]) ?? -1);
  const widths = await workspace.samples.values(numbers, "width");
  const heights = await workspace.samples.values(numbers, "height");
  const own = kept.map((at) => columns.numbers[at]);
  const { classes, indices } =
    own.length > 0 ? await workspace.samples.classes(own) : { classes: [], indices: new Int32Array(0) };
  const each = (value: (at: number, width: number, height: number) => number) =>
    Float64Array.from(kept, (at, place) => value(at, widths[sample[place]], heights[sample[place]]));
  const { x, y, width, height } = columns;
  return {
    numbers: own,
    sample,
    names: classes,
    codes: indices,
    area: each((at, w, h) => (width[at] * height[at]) / (w * h)),
    ratio: each((at) => width[at] / height[at]),
    centerX: each((at, w) => (x[at] + width[at] / 2) / w),
    centerY: each((at, _, h) => (y[at] + height[at] / 2) / h),
  };
}

/** Sizes, shapes and places of the boxes of each class, most boxes first. */
export function boxStatistics({ names, codes, area, ratio, centerX, centerY }: ObjectRows, classes: number): Boxes {
  const byClass = Map.groupBy(
    [...codes.keys()].filter((at) => codes[at] >= 0),
    (at) => codes[at],
  );
  return [...byClass]
    .sort(([a, m], [b, n]) => n.length - m.length || a - b)
    .slice(0, classes)
    .map(([code, members]) => {
      const position = new Array<number>(9).fill(0);
      const third = (value: number) => Math.min(2, Math.max(0, Math.floor(3 * value)));
      const placed = members.filter((at) => Number.isFinite(centerX[at]) && Number.isFinite(centerY[at]));
      for (const at of placed) position[3 * third(centerY[at]) + third(centerX[at])] += 1 / placed.length;
      return {
        class: names[code],
        count: members.length,
        area: quantiles(members.map((at) => area[at])),
        ratio: quantiles(members.map((at) => ratio[at])),
        position,
      };
    });
}

/** The classes of the objects of each sample, as a field with several values. */
export function classesOfObjects({ sample, names, codes }: ObjectRows, samples: number): FieldValues {
  const sets: Set<number>[] = Array.from({ length: samples }, () => new Set());
  codes.forEach((code, at) => {
    if (code >= 0) sets[sample[at]].add(code);
  });
  const offsets = new Int32Array(samples + 1);
  sets.forEach((set, at) => {
    offsets[at + 1] = offsets[at] + set.size;
  });
  return { field: "class", kind: "class", names, codes: Int32Array.from(sets.flatMap((set) => [...set])), offsets };
}

function quantiles(values: readonly number[]): number[] {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  if (sorted.length === 0) return [];
  return shares.map((share) => {
    const at = share * (sorted.length - 1);
    const low = Math.floor(at);
    return sorted[low] + (at - low) * (sorted[Math.ceil(at)] - sorted[low]);
  });
}
