import type { Graph } from "../graph.ts";
import { serveTask } from "../task.ts";
import { agglomerate } from "./agglomerate.ts";
import { completeTree, type MergeTree } from "./merge-tree.ts";

export interface MergeTreeInput {
  graph: Graph;
  exponent: number;
}

serveTask<MergeTreeInput, MergeTree>(({ graph, exponent }, context) => {
  const merges = agglomerate(graph, exponent, (done) => {
    context.check();
    context.progress(done / graph.n, "clusters");
  });
  context.progress(1, "clusters");
  return completeTree(merges);
});
