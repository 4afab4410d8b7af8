import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Command } from "commander";
import { all, allowSkips, between, slice, space, unit, where } from "../options.ts";
import { figure } from "../output.ts";
import { datasetsOf, withSession } from "../session.ts";
import { skippedTable } from "./import.ts";

const share = between(-0.9, 10);

export function embedCommand(): Command {
  return new Command("embed")
    .description("Embed what has no vector yet in a space.")
    .argument("[datasets]", "one dataset or several, with commas")
    .addOption(all())
    .option("--model <model>", "a model's name, folder or file (default: the space's own, else the built-in one)")
    .option("--download", "agree to fetch a model named hf:OWNER/NAME from the Hugging Face hub")
    .addOption(space())
    .addOption(unit())
    .option("--padding <share>", "objects: what a box grows by before its crop, FiftyOne's alpha (default: 0.1)", share)
    .option("--square", "objects: crops are squares, FiftyOne's force_square")
    .addOption(where())
    .addOption(slice())
    .addOption(allowSkips())
    .addHelpText(
      "after",
      "\nExamples:\n  gleaner embed photos\n  gleaner embed photos --space clip --model ./clip-vit-base-patch32\n  gleaner embed photos --unit object --padding 0.2\n",
    )
    .action(async (argument: string | undefined, options, command: Command) => {
      await withSession(command, async (session) => {
        const datasets = datasetsOf(argument, options);
        const { space, unit, where, slice, download, padding, square } = options;
        // A server that holds the workspace has another working directory.
        const model = options.model && existsSync(options.model) ? resolve(options.model) : options.model;
        const result = await session.call("embed", {
          datasets,
          model,
          space,
          unit,
          where,
          slice,
          download,
          padding,
          square,
        });
        if (result.skipped.length > 0 && !options.allowSkips) session.exitCode = 3;
        session.show(
          result,
          () =>
            [
              `${figure(result.embedded)} embedded in space ${result.space} (${result.model}, ${result.dimension} dimensions) in ${figure(result.seconds)} s; ${figure(result.unchanged)} already there`,
              ...(result.hits ?? []).map(
                ({ function: name, hits }) => `${figure(hits)} new hits of the function ${name}`,
              ),
              ...(result.skipped.length > 0 ? [skippedTable(result.skipped)] : []),
            ].join("\n"),
          `gleaner index ${argument ?? "--all"}${unit === "object" ? " --unit object" : ""}`,
        );
      });
    });
}
