import { createHash } from "node:crypto";
import { cutNodes, type Graph, labelMembers, type MergeTree } from "@gleaner/kernel";
import { GleanerError } from "@gleaner/schema";
import type { ArtifactArray, StoredIndex, Workspace } from "@gleaner/store";

/** Changes when the same inputs no longer give the same arrays. */
export const artifactVersion = 3;

/** The key of a derived thing: a hash of everything that it is made from. */
export function artifactKey(inputs: Record<string, unknown>): string {
  return createHash("sha256").update(JSON.stringify(inputs)).digest("hex").slice(0, 32);
}

/** What is stored of a graph besides its arrays. */
interface GraphJson {
  n: number;
  k: number;
  recall: number;
}

interface TreeJson {
  n: number;
  exponent: number;
}

export async function writeGraph(workspace: Workspace, key: string, graph: Graph): Promise<void> {
  const { n, k, recall, neighbors, similarities } = graph;
  await workspace.artifacts.put("graph", key, { arrays: { neighbors, similarities }, json: { n, k, recall } });
}

/** The graph under a key, or null when it is not there. */
export async function findGraph(workspace: Workspace, key: string): Promise<Graph | null> {
  const artifact = await workspace.artifacts.get("graph", key);
  if (!artifact) return null;
  const { n, k, recall } = artifact.json as GraphJson;
  const { neighbors, similarities } = artifact.arrays;
  return { n, k, recall, neighbors: int32(neighbors), similarities: float32(similarities) };
}

export async function writeTree(workspace: Workspace, key: string, tree: MergeTree): Promise<void> {
  const { n, exponent, ...arrays } = tree;
  await workspace.artifacts.put("tree", key, { arrays, json: { n, exponent } });
}

/** The tree under a key, or null when it is not there. */
export async function findTree(workspace: Workspace, key: string): Promise<MergeTree | null> {
  const artifact = await workspace.artifacts.get("tree", key);
  if (!artifact) return null;
  const { left, right, link, parent, size, order, start } = artifact.arrays;
  return {
    ...(artifact.json as TreeJson),
    left: int32(left),
    right: int32(right),
    link: float32(link),
    parent: int32(parent),
    size: int32(size),
    order: int32(order),
    start: int32(start),
  };
}

export async function writeMap(workspace: Workspace, key: string, map: Float32Array): Promise<void> {
  await workspace.artifacts.put("map", key, { arrays: { map }, json: {} });
}

/** The map under a key, or null when it is not there. */
export async function findMap(workspace: Workspace, key: string): Promise<Float32Array | null> {
  const artifact = await workspace.artifacts.get("map", key);
  return artifact && float32(artifact.arrays.map);
}

export const readGraph = async (workspace: Workspace, index: StoredIndex): Promise<Graph> =>
  (await findGraph(workspace, index.artifacts.graph)) ?? lost(index);
export const readTree = async (workspace: Workspace, index: StoredIndex): Promise<MergeTree> =>
  (await findTree(workspace, index.artifacts.tree)) ?? lost(index);
export const readMap = async (workspace: Workspace, index: StoredIndex): Promise<Float32Array> =>
  (await findMap(workspace, index.artifacts.map)) ?? lost(index);

/** The tree node of every row's cluster when the tree is cut into `level` clusters. */
export function clusterNodes(tree: MergeTree, level: number): Int32Array {
  const nodes = cutNodes(tree, level);
  return labelMembers(tree, nodes).map((label) => nodes[label]);
}

function lost(index: StoredIndex): never {
  const names = index.scope.join(",");
  throw new GleanerError("not_indexed", `The cached arrays of the index over ${names} are gone.`, {
    hint: `Make them again: gleaner index ${names}`,
  });
}

function int32(array: ArtifactArray): Int32Array {
  if (array instanceof Int32Array) return array;
  throw new GleanerError("unsupported_or_corrupt", "A cached array has the wrong type.", {
    hint: "Delete the artifacts folder.",
  });
}

function float32(array: ArtifactArray): Float32Array {
  if (array instanceof Float32Array) return array;
  throw new GleanerError("unsupported_or_corrupt", "A cached array has the wrong type.", {
    hint: "Delete the artifacts folder.",
  });
}
