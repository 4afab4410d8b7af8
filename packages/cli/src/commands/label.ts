import { Command } from "commander";
import { collect } from "../options.ts";
import { figure } from "../output.ts";
import { withSession } from "../session.ts";

export function labelCommand(): Command {
  const label = new Command("label").description("Set labels by hand.");
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
  return label;
}
