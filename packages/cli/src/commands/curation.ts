import { GleanerError } from "@gleaner/schema";
import { Command } from "commander";
import { figure, table } from "../output.ts";
import { withSession } from "../session.ts";

export function curationCommand(): Command {
  const curation = new Command("curation").description("The history of Auto-Curate runs.");
  curation
    .command("list", { isDefault: true })
    .description("List the runs of a dataset, newest first.")
    .argument("[dataset]")
    .addHelpText("after", "\nExample:\n  gleaner curation list photos\n")
    .action(async (dataset: string | undefined, _options, command: Command) => {
      await withSession(command, async (session) => {
        const result = await session.call("listCurations", { dataset });
        session.show(
          result,
          () =>
            table(
              ["run", "goal", "budget", "selected", "slices", "created"],
              result.runs.map((run) => [
                run.run,
                run.goal,
                run.budget,
                run.selected,
                run.slices.map((entry) => entry.name).join(", "),
                run.created,
              ]),
            ),
          "gleaner curation show DATASET RUN",
        );
      });
    });
  curation
    .command("show")
    .description("One run with its recipe and metrics.")
    .argument("<dataset>")
    .argument("<run>")
    .addHelpText("after", "\nExample:\n  gleaner curation show photos label-1\n")
    .action(async (_dataset: string, run: string, _options, command: Command) => {
      await withSession(command, async (session) => {
        const result = await session.call("getCuration", { run });
        session.show(
          result,
          () =>
            [
              `Run ${result.run}: goal ${result.goal}, ${figure(result.selected)} picked${result.pool === null ? "" : ` from ${figure(result.pool)}`} into ${result.slices.map((entry) => `${entry.name} (${figure(entry.count)})`).join(", ")}`,
              ...(result.verdict === null ? [] : [result.verdict]),
              ...result.notes.map((note) => `Note: ${note}`),
              table(
                ["metric", "value"],
                Object.entries(result.metrics).map(([name, value]) => [name, figure(value)]),
              ),
              `Recipe: ${JSON.stringify(result.recipe)}`,
              ...(result.report === null ? [] : [`Report: ${result.report}`]),
            ].join("\n"),
          `gleaner report ${run}`,
        );
      });
    });
  curation
    .command("compare")
    .description("Compare two runs: what both picked, and what only one did.")
    .argument("<dataset>")
    .argument("<runs...>", "two runs")
    .addHelpText("after", "\nExample:\n  gleaner curation compare photos label-1 label-2\n")
    .action(async (_dataset: string, runs: string[], _options, command: Command) => {
      if (runs.length !== 2) throw new GleanerError("bad_request", "Give exactly two runs to compare.");
      await withSession(command, async (session) => {
        const result = await session.call("compareCurations", { a: runs[0], b: runs[1] });
        session.show(
          result,
          () =>
            [
              `${figure(result.shared)} in both, ${figure(result.onlyA)} only in ${runs[0]}, ${figure(result.onlyB)} only in ${runs[1]} (Jaccard ${figure(result.jaccard)})`,
              ...(result.newInB ? [`${figure(result.newInB)} of those came after ${runs[0]} was made`] : []),
              result.sameInputs ? "Both stood on the same data." : "The data have changed in between.",
              ...(result.recipe.length === 0 ? ["Both had the same recipe."] : []),
              ...result.recipe.map(({ key, a, b }) => `Recipe, ${key}: ${a ?? "not set"} against ${b ?? "not set"}`),
              table(
                ["metric", runs[0], runs[1]],
                [
                  ["pool", valueText(result.pool.a), valueText(result.pool.b)],
                  ...result.metrics.map(({ key, a, b }) => [key, valueText(a), valueText(b)]),
                ],
              ),
            ].join("\n"),
          "gleaner report RUN writes the report of either",
        );
      });
    });
  curation
    .command("delete")
    .description("Delete runs and their reports; their slices stay.")
    .argument("<dataset>")
    .argument("<runs...>")
    .addHelpText("after", "\nExample:\n  gleaner curation delete photos label-1\n")
    .action(async (_dataset: string, runs: string[], _options, command: Command) => {
      await withSession(command, async (session) => {
        let deleted = 0;
        for (const run of runs) deleted += (await session.call("deleteCuration", { run })).deleted;
        session.show({ deleted }, () => `${figure(deleted)} deleted`, "gleaner curation list");
      });
    });
  return curation;
}

function valueText(value: number | null): string {
  return value === null ? "" : figure(value);
}
