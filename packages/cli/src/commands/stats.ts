import { Command } from "commander";
import { all, slice, unit, where } from "../options.ts";
import { figure, table } from "../output.ts";
import { datasetsOf, withSession } from "../session.ts";

export function statsCommand(): Command {
  return new Command("stats")
    .description("Count by class, tag, split, size and cluster.")
    .argument("[datasets]", "one dataset or several, with commas")
    .addOption(all())
    .addOption(where())
    .addOption(slice())
    .addOption(unit())
    .addHelpText("after", "\nExample:\n  gleaner stats photos\n")
    .action(async (argument: string | undefined, options, command: Command) => {
      await withSession(command, async (session) => {
        const { where, slice, unit } = options;
        const result = await session.call("stats", { datasets: datasetsOf(argument, options), where, slice, unit });
        session.show(
          result,
          () =>
            [
              `${figure(result.samples)} samples, ${figure(result.labeled)} labelled, ${figure(result.objects)} objects`,
              ...(result.clusters
                ? [`${figure(result.clusters.total)} clusters, ${figure(result.clusters.edgeCases)} of them edge cases`]
                : []),
              ...(result.imbalance === null
                ? []
                : [`imbalance (largest class over smallest): ${figure(result.imbalance)}`]),
              table(
                ["class", "count"],
                result.classes.slice(0, 30).map((entry) => [entry.name, entry.count]),
              ),
            ].join("\n"),
          "gleaner query DATASET --where EXPRESSION lists the samples behind a count",
        );
      });
    });
}
