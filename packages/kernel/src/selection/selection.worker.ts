import { serveTask } from "../task.ts";
import { runStrategy, type SelectionInput } from "./run-strategy.ts";
import type { RowSelection } from "./select.ts";

serveTask<SelectionInput, RowSelection>(async (input, context) => {
  context.progress(0, "select");
  const selection = await runStrategy(input, context.check);
  context.progress(1, "select");
  return selection;
});
