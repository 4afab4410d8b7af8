import { resolve } from "node:path";
import { strategySchema } from "@gleaner/schema";
import { Command, InvalidArgumentError, Option } from "commander";
import { all, between, integer, space, where } from "../options.ts";
import { figure, table } from "../output.ts";
import { datasetsOf, withSession } from "../session.ts";

export function backtestCommand(): Command {
  return new Command("backtest")
    .description("On labelled data: what each strategy's picks would have taught, by number of labels.")
    .argument("[datasets]", "one dataset or several, with commas")
    .addOption(all())
    .addOption(new Option("--goal <goal>", "what the selection is for").choices(["label"]).default("label"))
    .option("--budgets <list>", "numbers of labels, such as 50,100,300 (default: as far as the pool reaches)", budgets)
    .option("--draws <n>", "random selections", integer(1), 10)
    .option("--test <split>", "the split to test on (default: a fifth is held out)")
    .option("--strategies <list>", "compared beside the default and random: k-center,typical,facility", strategies)
    .option("--edge-share <share>", "share of far, rare samples in the default (default: by rule)", between(0, 1))
    .option("--no-ladder", "leave out the ladder of edge-case shares")
    .option("--out <file>", "write a report: this HTML file and its JSON")
    .addOption(where())
    .addOption(space())
    .addHelpText("after", "\nExample:\n  gleaner backtest photos --budgets 50,100,300 --out backtest.html\n")
    .action(async (argument: string | undefined, options, command: Command) => {
      await withSession(command, async (session) => {
        const { goal, budgets, draws, test, strategies, edgeShare, ladder, out, where, space } = options;
        const result = await session.call("backtest", {
          datasets: datasetsOf(argument, options),
          goal,
          budgets,
          draws,
          test,
          strategies,
          edgeShare,
          ladder,
          out: out && resolve(out),
          where,
          space,
          seed: session.seed,
        });
        session.show(
          result,
          () =>
            [
              `Balanced accuracy on ${figure(result.test)} held-out samples (${result.classifier}), by number of labels:`,
              table(
                ["strategy", ...result.budgets.map(String)],
                result.curves.map(({ label, mean, sd }) => [
                  label,
                  ...mean.map((value, at) => `${value.toFixed(3)} ± ${sd[at].toFixed(3)}`),
                ]),
              ),
              ...result.saved.flatMap(({ budget, random }) =>
                random === null || random <= budget
                  ? []
                  : [`With ${figure(budget)} labels as good as ${figure(random)} random ones.`],
              ),
              ...(result.ladder
                ? [
                    `Best share of edge cases with ${figure(result.ladder.budget)} labels: ${figure(100 * result.ladder.best)} %.`,
                  ]
                : []),
              ...(result.report ? [`Report: ${result.report.html}`] : []),
            ].join("\n"),
          `gleaner curate ${argument ?? "--all"} --goal label --budget ${result.budgets[result.budgets.length - 1]}`,
        );
      });
    });
}

/** Parses `50,100,300`. */
function budgets(text: string): number[] {
  const numbers = text.split(",").map((part) => Number(part.trim()));
  if (numbers.some((value) => !Number.isInteger(value) || value < 1))
    throw new InvalidArgumentError("It must be whole numbers of at least 1, with commas.");
  return numbers;
}

/** Parses `k-center,facility`. */
function strategies(text: string): string[] {
  const names = text.split(",").map((part) => part.trim());
  const unknown = names.find((name) => !strategySchema.options.some((option) => option === name));
  if (unknown !== undefined)
    throw new InvalidArgumentError(
      `There is no strategy ${unknown}; choose from ${strategySchema.options.join(", ")}.`,
    );
  return names;
}
