import type { Graph, MergeTree } from "@gleaner/kernel";
import type { IndexScores } from "@gleaner/store";
import type { EngineContext } from "../context.ts";
import { findNearDuplicates } from "../duplicates/near-duplicates.ts";
import { graphScores } from "./graph-scores.ts";

/** What the scores of an index follow from. */
interface ScoreInputs {
  space: string;
  graphKey: string;
  numbers: Int32Array;
  graph: Graph;
  tree: MergeTree;
  /** Tree node of each row's cluster. */
  cluster: Int32Array;
}

/**
 * The scores that filters see. A sample is a duplicate when another stands for it: a near-duplicate in the space, or the same content.
 */
export async function indexScores(
  context: EngineContext,
  { space, graphKey, numbers, graph, tree, cluster }: ScoreInputs,
): Promise<IndexScores> {
  const { nearestDistance, outlier, typicality } = await graphScores(graph);
  const { representative } = await findNearDuplicates(context.workspace, { space, graphKey, numbers, graph });
  const duplicate = Uint8Array.from(representative, (row, i) => (row === i ? 0 : 1));
  const clusterSize = cluster.map((node) => tree.size[node]);
  return { numbers, cluster, clusterSize, nnDistance: nearestDistance, outlier, typicality, duplicate };
}
