import { Command } from "commander";
import { space } from "../options.ts";
import { table } from "../output.ts";
import { withSession } from "../session.ts";

export function filtersCommand(): Command {
  return new Command("filters")
    .description(
      "Filters for common questions, with thresholds taken from the data: duplicates, not like anything labelled.",
    )
    .argument("[dataset]", "a dataset (default: all)")
    .addOption(space())
    .addHelpText("after", "\nExample:\n  gleaner filters photos\n")
    .action(async (dataset: string | undefined, options, command: Command) => {
      await withSession(command, async (session) => {
        const result = await session.call("readyFilters", { dataset, space: options.space });
        const rows = result.filters.map(({ id, where, missing, explanation }) => [id, where, missing ?? explanation]);
        session.show(
          result,
          () => table(["name", "filter", "what"], rows),
          `gleaner query ${dataset ?? "--all"} --ready duplicates`,
        );
      });
    });
}
