import { goalSchema, strategySchema } from "@gleaner/schema";
import { Command, Option } from "commander";
import { all, between, dryRun, shares, slice, space, unit, where } from "../options.ts";
import { figure } from "../output.ts";
import { datasetsOf, withSession } from "../session.ts";

export function curateCommand(): Command {
  return new Command("curate")
    .description("Pick what to label next, with a report that compares the choice with random sampling.")
    .argument("[datasets]", "one dataset or several, with commas")
    .addOption(all())
    .addOption(
      new Option("--goal <goal>", "what the selection is for").choices(goalSchema.options).makeOptionMandatory(),
    )
    .option("--budget <n>", "how many to pick: a count or a share such as 10%", "10%")
    .addOption(
      new Option("--pool <pool>", "what to pick from (auto: the unlabelled, if there are any)")
        .choices(["auto", "unlabeled", "all"])
        .default("auto"),
    )
    .addOption(new Option("--strategy <strategy>", "how to pick").choices(strategySchema.options).default("auto"))
    .option("--edge-share <share>", "share of the budget for far, rare samples (default: by rule)", between(0, 1))
    .option("--ratios <shares>", "for the goal split: train=.8,val=.1,test=.1", shares)
    .option("--into <slice>", "the slice to fill (default: named after goal and run)")
    .option("--append", "add to the slice if it exists")
    .addOption(where())
    .addOption(slice())
    .addOption(space())
    .addOption(unit())
    .addOption(dryRun())
    .addHelpText("after", "\nExample:\n  gleaner curate photos --goal label --budget 500 --into batch-1\n")
    .action(async (argument: string | undefined, options, command: Command) => {
      await withSession(command, async (session) => {
        const { goal, budget, pool, strategy, edgeShare, ratios, into, append, where, slice, space, unit, dryRun } =
          options;
        const result = await session.call("curate", {
          datasets: datasetsOf(argument, options),
          goal,
          budget,
          pool,
          strategy,
          edgeShare,
          ratios,
          into,
          append,
          where,
          slice,
          space,
          unit,
          dryRun,
          seed: session.seed,
        });
        const { covered, total, coveredByRandom } = result.clusters;
        session.show(
          result,
          () =>
            [
              `Run ${result.run}: ${figure(result.selected)} of ${figure(result.pool.samples)} ${result.pool.kind === "all" ? "" : "unlabelled "}samples into ${result.slices.map((entry) => entry.name).join(", ")}`,
              `${figure(covered)} of ${figure(total)} clusters covered; random sampling of the same size covers ${figure(coveredByRandom.mean)} ± ${figure(coveredByRandom.sd)}`,
              ...(result.report ? [`Report: ${result.report}`] : []),
            ].join("\n"),
          result.slices.length > 0
            ? `gleaner export ${argument ?? "--all"} --slice "${result.slices[0].name}" --format folder --out DIR`
            : "run it without --dry-run",
        );
      });
    });
}
