import { serveCalls } from "../pool.ts";
import { StrategyRun } from "./run-strategy.ts";
import type { SelectionCalls } from "./selection-calls.ts";

let run: StrategyRun | undefined;

serveCalls<SelectionCalls>({
  begin(input, context) {
    run = new StrategyRun(input, context.check);
    return run.vectorRows;
  },

  finish({ vectors }) {
    if (!run) throw new Error("No selection was begun.");
    return run.finish(vectors);
  },
});
