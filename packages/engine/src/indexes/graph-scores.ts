import { type Graph, type NeighborScores, neighborScores } from "@gleaner/kernel";
import { throughKernel } from "../kernel-errors.ts";

const known = new WeakMap<Graph, Promise<NeighborScores>>();

/** The scores that follow from a graph, computed once while the graph is in memory: an index, its findings and its curations ask for them. */
export function graphScores(graph: Graph): Promise<NeighborScores> {
  const made = known.get(graph) ?? throughKernel(() => neighborScores(graph));
  known.set(graph, made);
  made.catch(() => known.delete(graph));
  return made;
}
