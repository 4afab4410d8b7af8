import { serveCalls } from "../pool.ts";
import type { UmapCalls } from "./umap-calls.ts";
import { partitionCount, runPartition } from "./umap-epochs.ts";
import { tabulateForces } from "./umap-forces.ts";
import { finishLayout, prepareLayout } from "./umap-prepare.ts";

const longestWait = 20;

serveCalls<UmapCalls>({
  prepare: ({ graph, settings }, context) => prepareLayout(graph, settings, context.check),

  descend({ descent, curve, counters }, context) {
    const forces = tabulateForces(curve);
    const { taken, finished } = counters;
    for (let epoch = 0; epoch < descent.epochs; epoch++) {
      const count = partitionCount(descent, epoch);
      for (;;) {
        const partition = Atomics.add(taken, epoch, 1);
        if (partition >= count) break;
        context.check();
        runPartition(descent, forces, epoch, partition);
        context.count(1);
        if (Atomics.add(finished, epoch, 1) === count - 1) Atomics.notify(finished, epoch);
      }
      for (let done = Atomics.load(finished, epoch); done < count; done = Atomics.load(finished, epoch)) {
        context.check();
        Atomics.wait(finished, epoch, done, longestWait);
      }
    }
    return undefined;
  },

  finish: finishLayout,
});
