import { Command } from "commander";
import { all, collect, slice, where } from "../options.ts";
import { figure } from "../output.ts";
import { datasetsOf, withSession } from "../session.ts";

export function tagCommand(): Command {
  return new Command("tag")
    .description("Add free words to samples, or take them off.")
    .argument("[datasets]", "one dataset or several, with commas")
    .addOption(all())
    .addOption(where())
    .addOption(slice())
    .option("--add <tag>", "a tag to add (repeatable)", collect, [])
    .option("--remove <tag>", "a tag to take off (repeatable)", collect, [])
    .addHelpText("after", "\nExample:\n  gleaner tag photos --where 'width < 100' --add tiny\n")
    .action(async (argument: string | undefined, options, command: Command) => {
      await withSession(command, async (session) => {
        const { where, slice, add, remove } = options;
        const result = await session.call("tag", {
          view: { datasets: datasetsOf(argument, options), where, slice },
          add,
          remove,
        });
        session.show(result, () => `${figure(result.changed)} samples changed`, "gleaner undo takes it back");
      });
    });
}
