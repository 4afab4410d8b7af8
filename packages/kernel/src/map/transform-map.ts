import { checkGraph, checkLayout } from "../arguments.ts";
import { KernelError } from "../error.ts";
import type { Graph } from "../graph.ts";
import { sharedFloat32, toShared } from "../shared-memory.ts";
import { runTask, type TaskOptions } from "../task.ts";
import type { NeighborRows, TransformInput } from "./transform-map.worker.ts";

/** Options of {@link transformMap}: those with which the map was made. */
export interface TransformOptions extends TaskOptions {
  /** Default 0. */
  seed?: number;
  /** Default 0.1. */
  minDistance?: number;
  /** Default 1. */
  spread?: number;
}

/**
 * Places new points in a frozen UMAP map (`n x 2`); gives `rows.n x 2` in shared memory. Row i of `rows` lists neighbours of
 * new point i among the points of the map, with similarities, nearest first, padding -1. Runs in a worker thread.
 * A point starts at the mean of its neighbours weighted by membership and then follows UMAP's forces for 30 epochs while
 * the map stands still. Its place depends on its own row alone, never on the other new points.
 * A point without neighbours is placed on a circle around the map. O(rows.n k); about 15 microseconds a point.
 * @throws KernelError `invalid_argument` for arrays of the wrong length, `empty_input` for a map without points when there are points to place, `cancelled`.
 */
export async function transformMap(
  map: Float32Array,
  rows: Omit<Graph, "recall">,
  options: TransformOptions = {},
): Promise<Float32Array> {
  const { seed = 0, minDistance = 0.1, spread = 1 } = options;
  checkGraph(rows);
  checkLayout(map);
  if (rows.n === 0) return sharedFloat32(0);
  if (map.length === 0) throw new KernelError("empty_input", "A map without points cannot take new ones.");
  const shared: NeighborRows = {
    n: rows.n,
    k: rows.k,
    neighbors: await toShared(rows.neighbors),
    similarities: await toShared(rows.similarities),
  };
  const input: TransformInput = { map: await toShared(map), rows: shared, seed, minDistance, spread };
  return runTask<TransformInput, Float32Array>(new URL("./transform-map.worker.ts", import.meta.url), input, options);
}
