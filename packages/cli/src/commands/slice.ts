import { readFile } from "node:fs/promises";
import { GleanerError } from "@gleaner/schema";
import { Command } from "commander";
import { space, unit } from "../options.ts";
import { figure, table } from "../output.ts";
import { withSession } from "../session.ts";

export function sliceCommand(): Command {
  const slice = new Command("slice").description("Named subsets: static (a list of ids) and dynamic (a filter).");
  slice
    .command("create")
    .description("Create a slice from a filter (dynamic), a file of ids or a run (static).")
    .argument("<name>")
    .argument("[datasets]", "one dataset or several, with commas")
    .option("--where <expression>", "the rule of a dynamic slice")
    .option("--ids <file>", "a file of ids, one a line")
    .option("--run <run>", "the picks of a curation run")
    .addOption(space())
    .addOption(unit())
    .option("--description <text>", "what the slice is for", "")
    .option("--color <color>", "a colour for the map, such as #d33")
    .option("--append", "add to the slice if it exists")
    .addHelpText("after", "\nExample:\n  gleaner slice create large photos --where 'width >= 2000'\n")
    .action(async (name: string, datasets: string | undefined, options, command: Command) => {
      await withSession(command, async (session) => {
        const { where, run, space, unit, description, color, append } = options;
        const ids = options.ids && (await idsIn(options.ids));
        const result = await session.call("createSlice", {
          name,
          datasets: datasets?.split(",") ?? [],
          where,
          ids,
          run,
          space,
          unit,
          description,
          color,
          append,
        });
        session.show(
          result,
          () => `${result.slice}: ${result.kind}, ${figure(result.count)} ${unit}s`,
          `gleaner slice show "${name}"`,
        );
      });
    });
  slice
    .command("list", { isDefault: true })
    .description("List the slices.")
    .addHelpText("after", "\nExample:\n  gleaner slice list\n")
    .action(async (_options, command: Command) => {
      await withSession(command, async (session) => {
        const result = await session.call("listSlices", {});
        session.show(
          result,
          () =>
            table(
              ["name", "kind", "count", "rule"],
              result.slices.map((entry) => [entry.name, entry.kind, entry.count, entry.where]),
            ),
          "gleaner slice show NAME",
        );
      });
    });
  slice
    .command("show")
    .description("One slice with its current count.")
    .argument("<name>")
    .addHelpText("after", "\nExample:\n  gleaner slice show large\n")
    .action(async (name: string, _options, command: Command) => {
      await withSession(command, async (session) => {
        const result = await session.call("getSlice", { name });
        session.show(
          { ...result, slice: result.name },
          () =>
            `${result.name}: ${result.kind}, ${figure(result.count)} ${result.unit}s${result.where ? `, where ${result.where}` : ""}${result.problem ? `\n${result.problem}` : ""}`,
          `gleaner query --all --slice "${name}"`,
        );
      });
    });
  slice
    .command("edit")
    .description("Rename a slice, describe or colour it, or change its rule.")
    .argument("<name>")
    .option("--rename <name>", "a new name")
    .option("--description <text>", "what the slice is for")
    .option("--color <color>", "a colour for the map, such as #d33")
    .option("--where <expression>", "another rule, for a dynamic slice")
    .addHelpText("after", "\nExample:\n  gleaner slice edit large --where 'width >= 3000'\n")
    .action(async (name: string, options, command: Command) => {
      await withSession(command, async (session) => {
        const { rename, description, color, where } = options;
        const result = await session.call("editSlice", { name, rename, description, color, where });
        session.show(
          result,
          () => `${result.slice}: ${result.kind}, ${figure(result.count)} samples`,
          `gleaner slice show "${result.slice}"`,
        );
      });
    });
  for (const [verb, operation, text] of [
    ["add", "addToSlice", "Add samples to a static slice."],
    ["remove", "removeFromSlice", "Take samples out of a static slice."],
  ] as const) {
    slice
      .command(verb)
      .description(text)
      .argument("<name>")
      .option("--ids <file>", "a file of ids, one a line")
      .option("--where <expression>", "every sample that matches")
      .addHelpText("after", `\nExample:\n  gleaner slice ${verb} hard --ids ids.txt\n`)
      .action(async (name: string, options, command: Command) => {
        await withSession(command, async (session) => {
          const ids = options.ids && (await idsIn(options.ids));
          const result = await session.call(operation, { name, ids, where: options.where });
          session.show(
            result,
            () => `${result.slice}: ${figure(result.count)} samples`,
            `gleaner slice show "${name}"`,
          );
        });
      });
  }
  slice
    .command("delete")
    .description("Delete a slice; its samples stay.")
    .argument("<name>")
    .addHelpText("after", "\nExample:\n  gleaner slice delete large\n")
    .action(async (name: string, _options, command: Command) => {
      await withSession(command, async (session) => {
        const result = await session.call("deleteSlice", { name });
        session.show(result, () => `Deleted the slice ${name}.`, "gleaner undo takes it back");
      });
    });
  return slice;
}

async function idsIn(file: string): Promise<string[]> {
  try {
    const text = await readFile(file, "utf8");
    return text
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "");
  } catch (cause) {
    throw new GleanerError("path_not_found", `Can't read ${file}.`, { cause });
  }
}
