import { resolve } from "node:path";
import { exportRequestSchema } from "@gleaner/schema";
import { Command, Option } from "commander";
import { all, allowSkips, dryRun, slice, unit, where } from "../options.ts";
import { figure } from "../output.ts";
import { datasetsOf, withSession } from "../session.ts";
import { skippedTable } from "./import.ts";

export function exportCommand(): Command {
  return new Command("export")
    .description("Write samples as a dataset that other tools read.")
    .argument("[datasets]", "one dataset or several, with commas")
    .addOption(all())
    .addOption(slice())
    .addOption(where())
    .addOption(unit())
    .addOption(
      new Option("--format <format>", "what to write")
        .choices(exportRequestSchema.shape.format.options)
        .makeOptionMandatory(),
    )
    .requiredOption("--out <folder>", "the folder to write; it must not exist or be empty")
    .addOption(
      new Option("--images <how>", "what to do with the image files").choices(["copy", "link", "none"]).default("copy"),
    )
    .addOption(dryRun())
    .addOption(allowSkips())
    .addHelpText(
      "after",
      "\nWith --unit object the samples of those objects are written, with these objects alone.\n\nExample:\n  gleaner export photos --slice batch-1 --format folder --out ./batch-1\n",
    )
    .action(async (argument: string | undefined, options, command: Command) => {
      await withSession(command, async (session) => {
        const { slice, where, unit, format, images, dryRun } = options;
        const datasets = datasetsOf(argument, { all: options.all || (slice !== undefined && argument === undefined) });
        const out = resolve(options.out);
        const result = await session.call("export", {
          view: { datasets, slice, where, unit },
          format,
          out,
          images,
          dryRun,
        });
        if (result.skipped.length > 0 && !options.allowSkips) session.exitCode = 3;
        session.show(
          result,
          () =>
            [
              `${figure(result.samples)} samples, ${figure(result.files)} files in ${options.out} (${result.format})`,
              ...(result.skipped.length > 0 ? [skippedTable(result.skipped)] : []),
            ].join("\n"),
          "use the folder, or gleaner curation list for more runs",
        );
      });
    });
}
