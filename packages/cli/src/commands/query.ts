import { GleanerError, type ResultOf, readyFilterNames, type Sample } from "@gleaner/schema";
import { Command, Option } from "commander";
import { all, limit, slice, unit, where } from "../options.ts";
import { figure, table } from "../output.ts";
import { datasetsOf, withSession } from "../session.ts";

const page = 1000;

export function queryCommand(): Command {
  return new Command("query")
    .description("List samples, or the objects in them.")
    .argument("[datasets]", "one dataset or several, with commas")
    .addOption(all())
    .addOption(where())
    .addOption(slice())
    .addOption(unit())
    .option("--text <words>", "samples with all these words in path, labels, tags or metadata, best match first")
    .addOption(
      new Option("--ready <name>", "a filter of `gleaner filters`, in its order unless sorted").choices(
        readyFilterNames,
      ),
    )
    .option("--sort <field>", "a field, -field for descending, or random")
    .addOption(limit(100))
    .option("--jsonl", "one JSON document a line, as they are read")
    .addHelpText(
      "after",
      "\nExample:\n  gleaner query photos --where 'width >= 640 and label is null'\n  gleaner query photos --unit object --where 'class = \"car\" and area < 0.01'\n",
    )
    .action(async (argument: string | undefined, options, command: Command) => {
      await withSession(command, async (session) => {
        const { slice, unit, text, limit } = options;
        const datasets = datasetsOf(argument, options);
        const ready =
          options.ready && usable(await session.call("readyFilters", { dataset: one(datasets) }), options.ready);
        const where = ready ? both(ready.where, options.where) : options.where;
        const sort = options.sort ?? ready?.sort ?? undefined;
        const request = { datasets, where, slice, unit, text, sort, seed: session.seed };
        if (options.jsonl) {
          for (let start = 0; start < limit; start += page) {
            const { samples } = await session.call("query", {
              ...request,
              start,
              limit: Math.min(page, limit - start),
            });
            process.stdout.write(samples.map((sample) => `${JSON.stringify(sample)}\n`).join(""));
            if (samples.length < page) break;
          }
          return;
        }
        const result = await session.call("query", { ...request, limit });
        session.show(
          result,
          () => `${listing(result.samples)}\n${figure(result.samples.length)} of ${figure(result.total)}`,
          "gleaner slice create NAME --where EXPRESSION keeps such a list",
        );
      });
    });
}

/** One filter that means both; the second may be empty. */
function both(first: string, second: string): string {
  return second.trim() === "" ? first : `(${first}) and (${second})`;
}

/** The only dataset of a list; undefined where it is none or several, whose thresholds then come from all. */
function one(datasets: readonly string[]): string | undefined {
  return datasets.length === 1 ? datasets[0] : undefined;
}

/** @throws GleanerError `not_indexed` with what has to be done before the filter can be used */
function usable({ filters }: ResultOf<"readyFilters">, name: string) {
  const filter = filters.find(({ id }) => id === name);
  if (filter && !filter.missing) return filter;
  throw new GleanerError("not_indexed", `The filter ${name} can't be used yet.`, {
    hint: filter?.missing ?? undefined,
  });
}

function listing(samples: Sample[]): string {
  return table(
    ["id", "path", "labels", "split", samples[0]?.object ? "box" : "size"],
    samples.map((sample) => [
      sample.id,
      sample.path,
      sample.labels.join(", "),
      sample.split,
      sample.object
        ? sample.object.box.map((side) => Math.round(side * 10) / 10).join(",")
        : `${sample.width}x${sample.height}`,
    ]),
  );
}
