import { resolve } from "node:path";
import { importFormatSchema } from "@gleaner/schema";
import { Command, Option } from "commander";
import { allowSkips, collect, dryRun } from "../options.ts";
import { figure, printable } from "../output.ts";
import { withSession } from "../session.ts";
import { skippedTable } from "./import.ts";

export function labelCommand(): Command {
  const label = new Command("label").description("Set labels by hand or from a file.");
  label
    .command("set")
    .description("Set the human label of samples.")
    .argument("<dataset>")
    .requiredOption("--sample <id>", "a sample (repeatable)", collect, [])
    .requiredOption("--class <class>", "the class")
    .addHelpText("after", "\nExample:\n  gleaner label set photos --sample ID --class boot\n")
    .action(async (_dataset: string, options, command: Command) => {
      await withSession(command, async (session) => {
        const result = await session.call("setLabel", { ids: options.sample, class: options.class });
        session.show(result, () => `${figure(result.changed)} labelled ${options.class}`, "gleaner undo takes it back");
      });
    });
  label
    .command("import")
    .description(
      "Take labels and objects of samples that are there from a file, such as what a labelling tool exports.",
    )
    .argument("<dataset>")
    .argument("<path>", "a file or folder in one of the import formats; its images need not be there")
    .addOption(
      new Option("--format <format>", "how to read the path").choices(importFormatSchema.options).default("auto"),
    )
    .option("--strict", "write nothing if any record would be skipped")
    .addOption(dryRun())
    .addOption(allowSkips())
    .addHelpText(
      "after",
      `
Records are matched by path, or by as much of the path's end as tells one sample. Their labels take the place of what people said before,
their objects the place of all that people and imports said of that sample; predictions stay.

Example:
  gleaner label import photos ./label-studio.json
`,
    )
    .action(async (dataset: string, path: string, options, command: Command) => {
      await withSession(command, async (session) => {
        const { format, strict, dryRun: isDry } = options;
        const request = { dataset, path: resolve(path), format, strict, dryRun: isDry };
        const result = await session.call("importLabels", request);
        if (result.skipped.length > 0 && !options.allowSkips) session.exitCode = 3;
        session.show(
          result,
          () =>
            [
              `${figure(result.matched)} samples matched: labels of ${figure(result.labels)} and ${figure(result.objects)} objects changed, ${figure(result.skipped.length)} skipped`,
              printable(result.reason),
              ...(result.skipped.length > 0 ? [skippedTable(result.skipped)] : []),
            ].join("\n"),
          "gleaner undo takes it back",
        );
      });
    });
  return label;
}
