import { resolve } from "node:path";
import { GleanerError } from "@gleaner/schema";
import { Command } from "commander";
import { space } from "../options.ts";
import { withSession } from "../session.ts";

export function reportCommand(): Command {
  return new Command("report")
    .description("Write the report of a run, or of any slice against random ones of its size.")
    .argument("[run]")
    .option("--slice <name>", "report on a slice")
    .option("--out <file>", "the HTML file to write (its JSON goes beside it)")
    .addOption(space())
    .addHelpText("after", "\nExample:\n  gleaner report label-1 --out label-1.html\n")
    .action(async (run: string | undefined, options, command: Command) => {
      if ((run === undefined) === (options.slice === undefined)) {
        throw new GleanerError("bad_request", "Give a run or --slice, one of them.");
      }
      await withSession(command, async (session) => {
        const out = options.out && resolve(options.out);
        const result = await session.call("createReport", {
          run,
          slice: options.slice,
          out,
          space: options.space,
          seed: session.seed,
        });
        session.show(result, () => `Report: ${result.html}\nJSON:   ${result.json}`, "open the report in a browser");
      });
    });
}
