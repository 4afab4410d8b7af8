import { createSearcher, type Graph, type MergeTree, type Searcher } from "@gleaner/kernel";
import { GleanerError } from "@gleaner/schema";
import type { StoredIndex, StoredVectors, Workspace } from "@gleaner/store";
import { throughKernel } from "../kernel-errors.ts";
import { positionsOf } from "../number-lookup.ts";
import { clusterNodes, readGraph, readMap, readTree } from "./index-artifacts.ts";

/** An index in memory. Rows of all arrays are the positions in `numbers`. */
export interface LoadedIndex {
  index: StoredIndex;
  /** Sample numbers, in the order of the graph's rows. */
  numbers: Int32Array;
  /** The row of a sample number, -1 when the index does not hold it. */
  rowOf(number: number): number;
  graph: Graph;
  tree: MergeTree;
  /** Tree node of the cluster of each row, at the stored level. */
  cluster: Int32Array;
  /** `n x 2` map coordinates. */
  map: Float32Array;
}

/** A searcher over every vector of a space. */
export interface SpaceSearcher {
  searcher: Searcher;
  /** Sample numbers by row of the searcher. */
  numbers: Int32Array;
  rowOf(number: number): number;
  /** The same rows as they are stored. */
  vectors: StoredVectors;
}

/** What has been loaded, so that repeated questions are answered from memory. */
export interface IndexCache {
  /** The index over exactly these datasets (none: all), else the newest that holds them all, else null. */
  latest(space: string, datasets: readonly string[]): Promise<StoredIndex | null>;
  /** That index with its arrays. @throws GleanerError `not_indexed` */
  load(space: string, datasets: readonly string[]): Promise<LoadedIndex>;
  /** A searcher over all vectors of a space, made anew after vectors have changed. @throws GleanerError `not_embedded` */
  searcher(space: string): Promise<SpaceSearcher>;
  /** That searcher when it is open and nothing has changed since. */
  openSearcher(space: string): Promise<SpaceSearcher> | undefined;
  /** Drops what is loaded, after samples or vectors were deleted. */
  forget(): void;
  close(): Promise<void>;
}

interface CachedSearcher {
  fingerprint: string;
  /** The workspace's count of changes when the fingerprint was found to hold. */
  changes: number;
  opening: Promise<SpaceSearcher>;
}

/** A cache that keeps the two indexes and searchers used last. */
export function createIndexCache(workspace: Workspace): IndexCache {
  const loaded = new Map<string, Promise<LoadedIndex>>();
  const searchers = new Map<string, CachedSearcher>();

  async function latest(space: string, datasets: readonly string[]): Promise<StoredIndex | null> {
    const scope = datasets.length > 0 ? datasets : (await workspace.datasets.list()).map((dataset) => dataset.name);
    const exact = await workspace.indexes.find(space, scope);
    if (exact) return exact;
    const wider = (await workspace.indexes.list()).filter(
      (index) => index.space === space && scope.every((name) => index.scope.includes(name)),
    );
    return wider.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))[0] ?? null;
  }

  async function read(index: StoredIndex): Promise<LoadedIndex> {
    const numbers = await workspace.indexes.numbers(index.id);
    const graph = await readGraph(workspace, index);
    const tree = await readTree(workspace, index);
    const map = await readMap(workspace, index);
    const cluster = clusterNodes(tree, index.level);
    return { index, numbers, rowOf: positionsOf(numbers), graph, tree, cluster, map };
  }

  async function open(space: string, numbers: Int32Array): Promise<SpaceSearcher> {
    const vectors = await workspace.vectors.source(space, numbers);
    const searcher = await throughKernel(() => createSearcher(vectors, { metric: "cosine" }));
    return { searcher, numbers, rowOf: positionsOf(numbers), vectors };
  }

  const dropSearcher = (space: string) => {
    const known = searchers.get(space);
    searchers.delete(space);
    known?.opening.then((entry) => entry.searcher.close()).catch(() => {});
  };

  const openSearcher = (space: string) => {
    const known = searchers.get(space);
    return known?.changes === workspace.changes ? known.opening : undefined;
  };

  return {
    latest,
    openSearcher,
    async load(space, datasets) {
      const index = await latest(space, datasets);
      if (!index) {
        const names = datasets.length > 0 ? datasets.join(",") : "--all";
        throw new GleanerError("not_indexed", `There is no index of ${names} in space ${space}.`, {
          hint: `Run: gleaner index ${names}${space === "default" ? "" : ` --space ${space}`}`,
        });
      }
      const key = `${index.id} ${index.createdAt}`;
      let opening = loaded.get(key);
      if (!opening) {
        opening = read(index);
        opening.catch(() => loaded.delete(key));
      }
      loaded.delete(key);
      loaded.set(key, opening);
      const oldest = loaded.keys().next();
      if (loaded.size > 2 && !oldest.done) loaded.delete(oldest.value);
      return opening;
    },
    async searcher(space) {
      const unchanged = openSearcher(space);
      if (unchanged) return unchanged;
      const { changes } = workspace;
      await workspace.spaces.get(space);
      const numbers = await workspace.vectors.numbers(space);
      if (numbers.length === 0) {
        throw new GleanerError("not_embedded", `No sample has a vector in space ${space}.`, {
          hint: "Run: gleaner embed --all",
        });
      }
      const fingerprint = await workspace.vectors.fingerprint(space, numbers);
      const known = searchers.get(space);
      if (known?.fingerprint === fingerprint) {
        known.changes = changes;
        return known.opening;
      }
      dropSearcher(space);
      const opening = open(space, numbers);
      opening.catch(() => searchers.delete(space));
      searchers.set(space, { fingerprint, changes, opening });
      return opening;
    },
    forget() {
      loaded.clear();
      for (const space of [...searchers.keys()]) dropSearcher(space);
    },
    async close() {
      loaded.clear();
      for (const { opening } of searchers.values())
        await opening.then((entry) => entry.searcher.close()).catch(() => {});
      searchers.clear();
    },
  };
}
