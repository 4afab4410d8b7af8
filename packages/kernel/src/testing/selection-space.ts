import { agglomerate } from "../clusters/agglomerate.ts";
import { chooseLevel } from "../clusters/level.ts";
import { completeTree } from "../clusters/merge-tree.ts";
import type { Graph } from "../graph.ts";
import { type VectorSource, vectorsInMemory } from "../vectors.ts";
import { bruteForceGraph } from "./random-graph.ts";

/** Everything that a selection works on, made from vectors by the obvious methods. */
export function selectionSpace(vectors: Float32Array, dimension: number, k = 10) {
  return { ...graphSpace(bruteForceGraph(vectors, dimension, k)), vectors: vectorsInMemory(vectors, dimension) };
}

/** The same from a graph alone. */
export function graphSpace(graph: Graph) {
  const tree = completeTree(agglomerate(graph, 1, () => {}));
  return { graph, tree, level: chooseLevel(tree) };
}

export type TestSpace = ReturnType<typeof graphSpace> & { vectors?: VectorSource };
