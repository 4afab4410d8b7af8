import { availableParallelism } from "node:os";
import { checkGraph } from "../arguments.ts";
import { KernelError } from "../error.ts";
import type { Graph } from "../graph.ts";
import { sharedFloat32 } from "../shared-memory.ts";
import { runTask, type TaskOptions } from "../task.ts";
import type { VectorSource } from "../vectors.ts";
import { fitSimilarityCurve } from "./curve.ts";
import type { gatherIslands } from "./gather-islands.ts";
import { principalMap } from "./principal-map.ts";
import { tsneLayout } from "./tsne.ts";
import { umapLayout } from "./umap.ts";

/** How a space is flattened: `umap` and `tsne` from the graph, `pca` from the vectors. */
export type MapMethod = "umap" | "tsne" | "pca";

/** Options of {@link computeMap}. */
export interface MapOptions extends TaskOptions {
  /** Default `umap`. */
  method?: MapMethod;
  /** Default 0. The same graph, options and seed give the same bytes, whatever `threads` is. */
  seed?: number;
  /** Passes over the data; default {@link defaultEpochs} for UMAP and 750 for t-SNE. PCA has none. */
  epochs?: number;
  /** UMAP: distance in the map below which points count as together; default 0.1. */
  minDistance?: number;
  /** UMAP: scale of the map; default 1. */
  spread?: number;
  /** Worker threads for UMAP; default: as many as the machine runs at once, at most 8. */
  threads?: number;
  /** The vectors behind the graph; needed for `pca` alone. */
  source?: VectorSource;
}

const mostThreads = 8;
/** Points of a UMAP layout that are nearer than about this, in units of its spread, belong to one island. */
const islandGap = 0.35;
const tsneEpochs = 750;

/**
 * UMAP's number of epochs: 500 up to 10,000 rows, then falling with n^0.75 to 100, where trustworthiness on 70,000 rows of
 * Fashion-MNIST is what the reference implementation reaches in 200 (`bench/map.ts`).
 */
export function defaultEpochs(n: number): number {
  return Math.max(100, Math.min(500, Math.round(500 * (10_000 / n) ** 0.75)));
}

/**
 * A 2-D layout of a space, `n x 2` row-major in shared memory, with its mean at the origin.
 * UMAP (McInnes et al. 2018) starts from spectral coordinates and t-SNE (van der Maaten & Hinton 2008) from the same,
 * both from the graph alone; PCA needs `source`. Parts of the graph that no edge connects are laid out side by side, and UMAP's
 * islands are moved together ({@link gatherIslands}); rows without any edge lie on a ring around all others. n = 0 gives an empty layout, n = 1 the origin.
 * @throws KernelError `invalid_argument` for options out of range or a missing source, `non_finite_vector` (PCA), `cancelled`.
 */
export async function computeMap(graph: Graph, options: MapOptions = {}): Promise<Float32Array> {
  checkGraph(graph);
  const { method = "umap", seed = 0, minDistance = 0.1, spread = 1, source } = options;
  const epochs = options.epochs ?? (method === "tsne" ? tsneEpochs : defaultEpochs(graph.n));
  const threads = options.threads ?? Math.min(mostThreads, availableParallelism());
  if (!Number.isInteger(epochs) || epochs < 1) {
    throw new KernelError("invalid_argument", `The number of epochs must be a whole number from 1, not ${epochs}.`);
  }
  if (!Number.isInteger(threads) || threads < 1) {
    throw new KernelError("invalid_argument", `The number of threads must be a whole number from 1, not ${threads}.`);
  }
  if (!(spread > 0 && minDistance >= 0 && minDistance <= spread)) {
    throw new KernelError("invalid_argument", "minDistance must lie between 0 and spread.", { minDistance, spread });
  }
  if (graph.n <= 1) return sharedFloat32(2 * graph.n);
  if (method === "umap") {
    const map = await umapLayout(
      graph,
      { seed, epochs, curve: fitSimilarityCurve(minDistance, spread) },
      threads,
      options,
    );
    await runTask(
      new URL("./gather-islands.worker.ts", import.meta.url),
      { map, gap: islandGap * spread },
      { signal: options.signal },
    );
    return map;
  }
  if (method === "tsne") return tsneLayout(graph, { seed, epochs }, options);
  if (!source || source.n !== graph.n) {
    throw new KernelError("invalid_argument", "A PCA map needs the vectors that the graph was made from.");
  }
  return principalMap(source, seed, options);
}
