import { checkGraph } from "../arguments.ts";
import { KernelError } from "../error.ts";
import type { Graph } from "../graph.ts";
import { shareGraph } from "../shared-memory.ts";
import { runTask, type TaskOptions } from "../task.ts";
import type { MergeTree } from "./merge-tree.ts";
import type { MergeTreeInput } from "./merge-tree.worker.ts";

/** Options of {@link buildTree}. */
export interface TreeOptions extends TaskOptions {
  /**
   * Exponent p of the linkage `sum of edge similarities / (|A| |B|)^p`, in (0, 1]; default 1, average linkage: groups are sound at every
   * level down to a few dozen, and most stay when rows are added. Smaller values punish size less: dense regions merge sooner, big groups
   * grow bigger and more singletons stay apart. Figures: `docs/decisions`, "Linkage and selection".
   */
  exponent?: number;
}

/**
 * The whole merge tree of a graph: average-linkage agglomeration of the symmetrised k-nearest-neighbour graph, absent edges
 * counting 0 (Sumengen et al. 2021, "Scaling hierarchical agglomerative clustering to billion-sized datasets"; Dhulipala
 * et al. 2021). Runs in a worker thread. Deterministic: the same graph and exponent give the same bytes.
 * Edges with a similarity of zero or less are ignored; parts of the graph without any edge between them are joined last.
 * n = 0 gives a tree without nodes, n = 1 a tree of one leaf.
 * @throws KernelError `invalid_argument` for an exponent outside (0, 1] or lists of another length than `n x k`, `cancelled` after an abort.
 */
export async function buildTree(graph: Graph, options: TreeOptions = {}): Promise<MergeTree> {
  checkGraph(graph);
  const { exponent = 1 } = options;
  if (!(exponent > 0 && exponent <= 1)) {
    throw new KernelError("invalid_argument", `The linkage exponent must lie in (0, 1], not ${exponent}.`, {
      exponent,
    });
  }
  const input: MergeTreeInput = { graph: await shareGraph(graph), exponent };
  return runTask<MergeTreeInput, MergeTree>(new URL("./merge-tree.worker.ts", import.meta.url), input, options);
}
