import type { Graph } from "../graph.ts";
import { withProgress } from "../neighbors/progress.ts";
import { WorkerPool } from "../pool.ts";
import { sharedInt32, shareGraph } from "../shared-memory.ts";
import type { TaskOptions } from "../task.ts";
import type { UmapCalls, UmapSettings } from "./umap-calls.ts";
import { partitionCount } from "./umap-epochs.ts";

const preparedShare = 0.2;

/** Lays a graph out with UMAP on a few worker threads; the number of threads does not change the result. */
export async function umapLayout(
  graph: Graph,
  settings: UmapSettings,
  threads: number,
  options: TaskOptions,
): Promise<Float32Array> {
  const { signal, onProgress } = options;
  const shared = await shareGraph(graph);
  const pool = new WorkerPool<UmapCalls>(new URL("./umap.worker.ts", import.meta.url), threads);
  const onAbort = () => pool.cancel();
  signal?.addEventListener("abort", onAbort, { once: true });
  if (signal?.aborted) pool.cancel();
  try {
    onProgress?.(0, "map");
    const prepared = await pool.call(0, "prepare", { graph: shared, settings });
    const { descent } = prepared;
    const counters = { taken: sharedInt32(descent.epochs), finished: sharedInt32(descent.epochs) };
    let units = 0;
    for (let epoch = 0; epoch < descent.epochs; epoch++) units += partitionCount(descent, epoch);
    await withProgress(pool, onProgress, { name: "map", from: preparedShare, to: 1, units }, () =>
      pool.callEach("descend", () => ({ descent, curve: settings.curve, counters })),
    );
    return await pool.call(0, "finish", prepared);
  } finally {
    signal?.removeEventListener("abort", onAbort);
    await pool.close();
  }
}
