import { GleanerError } from "@gleaner/schema";
import { client } from "./client.ts";

/** A 2-D layout: `n` points, aligned arrays; `numbers` join with the `number` of samples. */
export interface MapPoints {
  n: number;
  /** Sample numbers, n. */
  numbers: Int32Array;
  /** Positions x0, y0, x1, y1, ..., 2n. */
  positions: Float32Array;
  /** Cluster ids at the stored level, n. */
  clusters: Int32Array;
  /** Size of each point's cluster, n. */
  clusterSizes: Int32Array;
}

/** What a map's points are coloured by: classes with counts, or a number. */
export type MapColors =
  | { kind: "categories"; codes: Uint16Array; categories: { name: string; count: number }[] }
  | { kind: "number"; values: Float32Array; min: number; max: number };

/** Code of a point without a value. */
export const missingCode = 65535;

/** Which map: a space and the datasets that were indexed together. */
export interface MapScope {
  space: string;
  datasets: string[];
}

function scopeQuery({ space, datasets }: MapScope, extra: Record<string, string> = {}): string {
  return new URLSearchParams({ space, datasets: datasets.join(","), ...extra }).toString();
}

/** Loads the points of a map. Fails with `not_indexed` where there is none. */
export async function fetchMap(scope: MapScope, signal?: AbortSignal): Promise<MapPoints> {
  const response = await client.fetch(`/api/v1/maps?${scopeQuery(scope)}`, { signal });
  const buffer = await response.arrayBuffer();
  const n = Number(response.headers.get("x-gleaner-shape")?.split(/[ ,x]/)[0] ?? buffer.byteLength / 20);
  expectBytes(buffer, n * 20, "map");
  return {
    n,
    numbers: new Int32Array(buffer, 0, n),
    positions: new Float32Array(buffer, 4 * n, 2 * n),
    clusters: new Int32Array(buffer, 12 * n, n),
    clusterSizes: new Int32Array(buffer, 16 * n, n),
  };
}

/** Loads the colour values of a map's points, aligned with `fetchMap`. */
export async function fetchMapColors(scope: MapScope, by: string, n: number, signal?: AbortSignal): Promise<MapColors> {
  const response = await client.fetch(`/api/v1/maps/colors?${scopeQuery(scope, { by })}`, { signal });
  const legend: unknown = JSON.parse(decodeURIComponent(response.headers.get("x-gleaner-legend") ?? "null"));
  const buffer = await response.arrayBuffer();
  if (isCategoryLegend(legend)) {
    expectBytes(buffer, n * 2, "map colours");
    return { kind: "categories", codes: new Uint16Array(buffer), categories: legend.categories };
  }
  if (isNumberLegend(legend)) {
    expectBytes(buffer, n * 4, "map colours");
    return { kind: "number", values: new Float32Array(buffer), min: legend.min ?? 0, max: legend.max ?? 0 };
  }
  throw new GleanerError("internal", "The server sent map colours without a legend.");
}

/** Loads which of a map's points are in a view: bit i of byte i >> 3. */
export async function fetchMapMask(view: string, scope: MapScope, signal?: AbortSignal): Promise<Uint8Array> {
  const path = `/api/v1/views/${encodeURIComponent(view)}/mask?${scopeQuery(scope)}`;
  return new Uint8Array(await (await client.fetch(path, { signal })).arrayBuffer());
}

/** The points that any of the masks holds. */
export function joinedMasks(masks: readonly Uint8Array[]): Uint8Array {
  const all = Uint8Array.from(masks[0] ?? []);
  for (const mask of masks.slice(1)) for (let at = 0; at < all.length; at++) all[at] |= mask[at];
  return all;
}

function expectBytes(buffer: ArrayBuffer, expected: number, what: string): void {
  if (buffer.byteLength === expected) return;
  throw new GleanerError("internal", `The ${what} has ${buffer.byteLength} bytes where ${expected} were announced.`, {
    hint: "Reload the page; the index may just have been rebuilt.",
  });
}

function isCategoryLegend(legend: unknown): legend is { categories: { name: string; count: number }[] } {
  return typeof legend === "object" && legend !== null && "categories" in legend && Array.isArray(legend.categories);
}

/** The extremes are null where no point has a value. */
function isNumberLegend(legend: unknown): legend is { min: number | null; max: number | null } {
  if (typeof legend !== "object" || legend === null || !("min" in legend) || !("max" in legend)) return false;
  return [legend.min, legend.max].every((bound) => bound === null || typeof bound === "number");
}
