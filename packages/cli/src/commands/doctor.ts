import { resolve } from "node:path";
import { Command } from "commander";
import { restoreWorkspace } from "gleaner";
import { table } from "../output.ts";
import { withSession } from "../session.ts";

export function doctorCommand(): Command {
  return new Command("doctor")
    .description("Check the workspace, repair it, and say what to do.")
    .option("--restore", "restore the catalog from its automatic backup")
    .option("--relocate <folder>", "find moved images below a folder by their content")
    .addHelpText("after", "\nExample:\n  gleaner doctor\n")
    .action(async (options, command: Command) => {
      await withSession(command, async (session) => {
        if (options.restore) session.note((await restoreWorkspace(session.folder)).message);
        const relocate = options.relocate && resolve(options.relocate);
        const result = await session.call("doctor", { relocate });
        if (!result.ok) session.exitCode = 1;
        session.show(
          result,
          () =>
            table(
              ["check", "ok", "message"],
              result.checks.map((check) => [check.name, check.ok ? "yes" : "NO", check.message]),
            ),
          "gleaner serve",
        );
      });
    });
}
