import type { EngineContext } from "../context.ts";
import type { MapColors, MapName, MapPoints } from "../engine.ts";

const noCategory = 65535;

/** The points of a map for drawing. @throws GleanerError `not_indexed` */
export async function mapPoints(context: EngineContext, { space, datasets }: MapName): Promise<MapPoints> {
  const { index, numbers, map, cluster, tree } = await context.indexes.load(space, datasets);
  const clusterSize = cluster.map((node) => tree.size[node]);
  return {
    etag: `${index.id}-${index.artifacts.map}-${index.level}`,
    n: numbers.length,
    numbers,
    xy: map,
    cluster,
    clusterSize,
  };
}

/** Colours for the points of a map by a field: classes and texts as categories, most frequent first, numbers and scores as values. */
export async function mapColors(context: EngineContext, { space, datasets }: MapName, by: string): Promise<MapColors> {
  const { numbers, index } = await context.indexes.load(space, datasets);
  const { samples } = context.workspace;
  const type = await samples.fieldType(by, index.unit);
  if (type === "number" || type === "date") {
    const values = Float32Array.from(await samples.values(numbers, by, { space }));
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    for (const value of values) {
      if (value < min) min = value;
      if (value > max) max = value;
    }
    return { kind: "number", values, min, max };
  }
  return categories(by === "label" ? await labels(context, numbers) : await samples.texts(numbers, by, { space }));
}

/** Which points of a map are in a snapshot of a view. @throws GleanerError `view_not_found`, `not_indexed` */
export async function viewMask(
  context: EngineContext,
  view: string,
  { space, datasets }: MapName,
): Promise<Uint8Array> {
  const { numbers, rowOf } = await context.indexes.load(space, datasets);
  const mask = new Uint8Array((numbers.length + 7) >> 3);
  for (const number of context.views.get(view).numbers) {
    const row = rowOf(number);
    if (row >= 0) mask[row >> 3] |= 1 << (row & 7);
  }
  return mask;
}

async function labels({ workspace }: EngineContext, numbers: Int32Array): Promise<(string | null)[]> {
  const { classes, indices } = await workspace.samples.classes(numbers);
  return Array.from(indices, (index) => (index < 0 ? null : classes[index]));
}

function categories(values: (string | null)[]): MapColors {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  const ranked = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, noCategory);
  const codeOf = new Map(ranked.map(([name], code) => [name, code]));
  const codes = Uint16Array.from(values, (value) => (value === null ? noCategory : (codeOf.get(value) ?? noCategory)));
  return { kind: "categories", codes, categories: ranked.map(([name, count]) => ({ name, count })) };
}
