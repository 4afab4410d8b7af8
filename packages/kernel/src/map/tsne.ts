import type { Graph } from "../graph.ts";
import { shareGraph } from "../shared-memory.ts";
import { runTask, type TaskOptions } from "../task.ts";
import type { TsneInput } from "./tsne.worker.ts";

/**
 * Lays a graph out with t-SNE: perplexity a third of the neighbours, a third of the epochs with attraction exaggerated
 * twelve times, delta-bar-delta gains, repulsion by interpolation on a grid. Runs in a worker thread.
 */
export async function tsneLayout(
  graph: Graph,
  settings: { seed: number; epochs: number },
  options: TaskOptions,
): Promise<Float32Array> {
  const input: TsneInput = { graph: await shareGraph(graph), ...settings };
  return runTask<TsneInput, Float32Array>(new URL("./tsne.worker.ts", import.meta.url), input, options);
}
