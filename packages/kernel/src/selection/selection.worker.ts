import { serveCalls } from "../pool.ts";
import { StrategyRun } from "./run-strategy.ts";
import type { SelectionCalls } from "./selection-calls.ts";
import { SelectionGround } from "./selection-ground.ts";

let ground: SelectionGround | undefined;
const runs = new Map<number, StrategyRun>();

serveCalls<SelectionCalls>({
  open({ graph, tree, level, threads }) {
    ground = new SelectionGround(graph, tree, level, threads);
    return undefined;
  },

  begin({ id, input }, context) {
    if (!ground) throw new Error("There is nothing to select from.");
    const run = new StrategyRun(ground, input, context.check);
    runs.set(id, run);
    return run.vectorRows;
  },

  async finish({ id, vectors }) {
    const run = runs.get(id);
    if (!run) throw new Error("No selection was begun.");
    runs.delete(id);
    return run.finish(vectors);
  },
});
