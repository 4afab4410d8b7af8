import { Command } from "commander";
import { dryRun } from "../options.ts";
import { figure, table } from "../output.ts";
import { withSession } from "../session.ts";

export function datasetCommand(): Command {
  const dataset = new Command("dataset").description("List, rename and delete datasets.");
  dataset
    .command("list", { isDefault: true })
    .description("List the datasets with their counts.")
    .addHelpText("after", "\nExample:\n  gleaner dataset list\n")
    .action(async (_options, command: Command) => {
      await withSession(command, async (session) => {
        const result = await session.call("listDatasets", {});
        session.show(
          result,
          () =>
            table(
              ["dataset", "samples", "labelled", "spaces"],
              result.datasets.map((entry) => [entry.name, entry.samples, entry.labeled, entry.spaces.join(", ")]),
            ),
          "gleaner stats DATASET",
        );
      });
    });
  dataset
    .command("rename")
    .description("Rename a dataset.")
    .argument("<name>")
    .argument("<to>")
    .addHelpText("after", "\nExample:\n  gleaner dataset rename photos holiday\n")
    .action(async (name: string, to: string, _options, command: Command) => {
      await withSession(command, async (session) => {
        const result = await session.call("renameDataset", { name, to });
        session.show(result, () => `${name} is now ${to}`, `gleaner stats ${to}`);
      });
    });
  dataset
    .command("delete")
    .description("Delete a dataset; the image files stay where they are.")
    .argument("<name>")
    .addOption(dryRun())
    .addHelpText("after", "\nExample:\n  gleaner dataset delete photos --dry-run\n")
    .action(async (name: string, options, command: Command) => {
      await withSession(command, async (session) => {
        const result = await session.call("deleteDataset", { name, dryRun: options.dryRun ?? false });
        session.show(
          result,
          () => `${figure(result.deleted)} samples ${result.dryRun ? "would be " : ""}deleted`,
          "gleaner dataset list",
        );
      });
    });
  return dataset;
}
