import { Command, Option } from "commander";
import { all, integer, space, unit } from "../options.ts";
import { figure } from "../output.ts";
import { datasetsOf, withSession } from "../session.ts";

export function indexCommand(): Command {
  return new Command("index")
    .description("Build the neighbour graph, the map, the cluster tree and the scores.")
    .argument("[datasets]", "one dataset or several, with commas; they are indexed together")
    .addOption(all())
    .addOption(space())
    .addOption(unit())
    .addOption(new Option("--map <method>", "how the map is laid out").choices(["umap", "pca", "tsne"]).default("umap"))
    .option("--level <n>", "number of clusters of the curation level (default: by rule, near n/5)", integer(1))
    .addHelpText("after", "\nExample:\n  gleaner index photos\n")
    .action(async (argument: string | undefined, options, command: Command) => {
      await withSession(command, async (session) => {
        const datasets = datasetsOf(argument, options);
        const { space, unit, map, level } = options;
        const result = await session.call("index", { datasets, space, unit, map, level, seed: session.seed });
        const { graph, map: mapSeconds, clusters } = result.seconds;
        session.show(
          result,
          () =>
            `${figure(result.samples)} ${unit}s, ${result.neighbors} neighbours each; ${figure(result.clusters)} clusters, ` +
            `${figure(result.edgeCases)} of them edge cases; graph ${figure(graph)} s, map ${figure(mapSeconds)} s, clusters ${figure(clusters)} s`,
          `gleaner curate ${argument ?? "--all"}${unit === "object" ? " --unit object" : ""} --goal label --budget 10%`,
        );
      });
    });
}
