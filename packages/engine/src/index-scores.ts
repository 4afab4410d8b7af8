import { duplicateDistance, type Graph, type MergeTree, nearDuplicates, neighborScores } from "@gleaner/kernel";
import type { IndexScores } from "@gleaner/store";
import type { EngineContext } from "./context.ts";

/** What the scores of an index follow from. */
interface ScoreInputs {
  numbers: Int32Array;
  graph: Graph;
  tree: MergeTree;
  /** Tree node of each row's cluster. */
  cluster: Int32Array;
}

/**
 * The scores that filters see. A sample is a duplicate when another stands for it: a near-duplicate in the space, or the same content
 * under a smaller number.
 */
export async function indexScores(
  context: EngineContext,
  { numbers, graph, tree, cluster }: ScoreInputs,
): Promise<IndexScores> {
  const { nearestDistance, outlier, typicality } = neighborScores(graph);
  const { representative } = nearDuplicates(graph, 1 - duplicateDistance(nearestDistance));
  const duplicate = Uint8Array.from(representative, (row, i) => (row === i ? 0 : 1));
  const first = new Map<string, number>();
  const hashes = await context.workspace.samples.texts(numbers, "content_hash");
  hashes.forEach((hash, row) => {
    if (hash === null) return;
    if (first.has(hash)) duplicate[row] = 1;
    else first.set(hash, row);
  });
  const clusterSize = cluster.map((node) => tree.size[node]);
  return { numbers, cluster, clusterSize, nnDistance: nearestDistance, outlier, typicality, duplicate };
}
