import { Command } from "commander";
import { limit } from "../options.ts";
import { figure, table } from "../output.ts";
import { withSession } from "../session.ts";

export function historyCommand(): Command {
  return new Command("history")
    .description("What was done in the workspace, newest first.")
    .argument("[dataset]")
    .addOption(limit(50))
    .addHelpText("after", "\nExample:\n  gleaner history photos\n")
    .action(async (dataset: string | undefined, options, command: Command) => {
      await withSession(command, async (session) => {
        const result = await session.call("history", { dataset, limit: options.limit });
        session.show(
          result,
          () =>
            table(
              ["at", "kind", "summary"],
              result.events.map((event) => [event.at, event.kind, event.summary]),
            ),
          "gleaner undo takes back the last tag, label or slice change",
        );
      });
    });
}

export function undoCommand(): Command {
  return new Command("undo")
    .description("Take back the last tag, label or slice change.")
    .addHelpText("after", "\nExample:\n  gleaner undo\n")
    .action(async (_options, command: Command) => {
      await withSession(command, async (session) => {
        const result = await session.call("undo", {});
        session.show(
          result,
          () => `Took back: ${result.undone} (${figure(result.changed)} changed)`,
          "gleaner history",
        );
      });
    });
}
