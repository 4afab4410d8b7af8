import { resolve } from "node:path";
import { importFormatSchema } from "@gleaner/schema";
import { Command, Option } from "commander";
import { allowSkips, collect, dryRun, integer } from "../options.ts";
import { figure, printable, table } from "../output.ts";
import { withSession } from "../session.ts";

const help = `
Formats (auto looks at the paths and says what it saw):
  folder        images; sub-folders as classes
  coco          JSON of images, annotations, categories; the folder with annotations/, or the file
  yolo          data.yaml with images/ and labels/, or images/, labels/ and classes.txt
  voc           XML in Annotations/, images in JPEGImages/, splits in ImageSets/Main/
  cvat          annotations.xml of CVAT for images 1.1
  label-studio  JSON export of Label Studio
  huggingface   an image folder with metadata.csv, .jsonl or .parquet
  csv, jsonl, parquet   tables with a path, labels, split, tags, objects
  idx           MNIST's files

What cannot be read costs itself: a bad object is listed with its place in the file, the rest is imported.

Examples:
  gleaner import ./photos --dataset photos
  gleaner import ./coco --dataset coco
`;

export function importCommand(): Command {
  return new Command("import")
    .description("Import images with their labels and objects from folders or dataset files.")
    .argument("<path...>", "folders or files")
    .requiredOption("--dataset <name>", "the dataset to add to; made when missing")
    .addOption(
      new Option("--format <format>", "how to read the paths").choices(importFormatSchema.options).default("auto"),
    )
    .option("--labels <file>", "a CSV of path,label; for idx: class names, one a line")
    .option("--split <name>", "the split of everything imported")
    .option("--tag <tag>", "tag everything imported (repeatable)", collect, [])
    .option("--copy", "copy the files into the workspace")
    .option("--strict", "write nothing if any item would be skipped")
    .option("--gps", "keep GPS positions from EXIF")
    .option("--max-pixels <n>", "largest image that is decoded", integer(1))
    .addOption(dryRun())
    .addOption(allowSkips())
    .addHelpText("after", help)
    .action(async (paths: string[], options, command: Command) => {
      await withSession(
        command,
        async (session) => {
          const result = await session.call("import", {
            paths: paths.map((path) => resolve(path)),
            dataset: options.dataset,
            format: options.format,
            labels: options.labels && resolve(options.labels),
            split: options.split,
            tags: options.tag,
            copy: options.copy,
            strict: options.strict,
            gps: options.gps,
            maxPixels: options.maxPixels,
            dryRun: options.dryRun,
          });
          if (result.skipped.length > 0 && !options.allowSkips) session.exitCode = 3;
          session.show(
            result,
            () =>
              [
                `${result.dataset}: ${figure(result.added)} added, ${figure(result.updated)} updated, ${figure(result.unchanged)} unchanged, ` +
                  `${figure(result.skipped.length)} skipped, ${figure(result.ignored)} ignored`,
                printable(result.reason),
                ...(result.skipped.length > 0 ? [skippedTable(result.skipped)] : []),
              ].join("\n"),
            `gleaner embed ${result.dataset}`,
          );
        },
        { create: true },
      );
    });
}

/** The first skipped inputs with their reasons. */
export function skippedTable(skipped: { path: string; code: string; message: string }[]): string {
  const shown = skipped.slice(0, 20).map((item) => [item.path, item.code, item.message]);
  const more = skipped.length > 20 ? `\n… and ${figure(skipped.length - 20)} more (see --json)` : "";
  return table(["skipped", "code", "why"], shown) + more;
}
