import { computeNeighbors, extendNeighbors, type Graph, isExactByDefault, type VectorSource } from "@gleaner/kernel";
import type { StoredIndex } from "@gleaner/store";
import type { EngineContext } from "../context.ts";
import { kernelTask, throughKernel } from "../kernel-errors.ts";
import type { Work } from "../work.ts";
import { artifactKey, artifactVersion, findGraph, writeGraph } from "./index-artifacts.ts";

const neighborsWanted = 15;

/** What a graph is made of. */
interface GraphRequest {
  space: string;
  /** Sample numbers, one a row of the source. */
  numbers: Int32Array;
  source: VectorSource;
  /** Key of the graph of all rows. */
  graphKey: string;
  /** The index that the new one replaces. */
  before: StoredIndex | null;
}

/** The key of the graph of vectors with this fingerprint. */
export const graphKeyOf = (fingerprint: string): string =>
  artifactKey({ version: artifactVersion, fingerprint, k: neighborsWanted, metric: "cosine" });

/**
 * The neighbour graph: from the cache, else the graph of the last index with the new rows added, else from the start. All three give the
 * same arrays.
 */
export async function graphOf(context: EngineContext, request: GraphRequest, work: Work): Promise<Graph> {
  const { workspace, threads } = context;
  const { source, graphKey } = request;
  const known = await findGraph(workspace, graphKey);
  if (known) return known;
  const options = { k: neighborsWanted, metric: "cosine", threads, ...kernelTask(work, "graph", source.n) } as const;
  const old = await extendable(context, request);
  const graph = await throughKernel(() =>
    old ? extendNeighbors(old, source, options) : computeNeighbors(source, options),
  );
  await writeGraph(workspace, graphKey, graph);
  return graph;
}

/**
 * The exact graph of the last index, if all its vectors are unchanged and new ones only follow them. An approximate graph is made from
 * the start, because adding rows to it gives other arrays.
 */
async function extendable(
  { workspace }: EngineContext,
  { space, numbers, source, before }: GraphRequest,
): Promise<Graph | null> {
  if (!before || before.artifacts.graph !== graphKeyOf(before.fingerprint) || !isExactByDefault(source)) return null;
  const known = await workspace.indexes.numbers(before.id);
  if (known.length >= numbers.length || known.some((number, row) => number !== numbers[row])) return null;
  if ((await workspace.vectors.fingerprint(space, known)) !== before.fingerprint) return null;
  const graph = await findGraph(workspace, before.artifacts.graph);
  return graph?.recall === 1 && graph.n === known.length ? graph : null;
}
