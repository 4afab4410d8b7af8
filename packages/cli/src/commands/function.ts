import type { ResultOf, SavedFunction } from "@gleaner/schema";
import { Command, InvalidArgumentError, Option } from "commander";
import { imageAnchor } from "../image-anchor.ts";
import { between, collect, limit, space } from "../options.ts";
import { figure, table } from "../output.ts";
import { withSession } from "../session.ts";

export function functionCommand(): Command {
  return new Command("function")
    .description("Saved similarity searches that score every sample, also those that arrive later.")
    .addCommand(createCommand())
    .addCommand(listCommand(), { isDefault: true })
    .addCommand(showCommand())
    .addCommand(editCommand())
    .addCommand(calibrateCommand())
    .addCommand(scoresCommand())
    .addCommand(deleteCommand());
}

/** Options that say what a function looks for. */
function withExamples(command: Command): Command {
  return command
    .option("--sample <id>", "a sample to look for, or ID@x,y,w,h: a region of it in pixels (repeatable)", collect, [])
    .option("--object <id>", "an object to look for (repeatable)", collect, [])
    .option("--not <id>", "a sample to stay away from (repeatable)", collect, [])
    .option(
      "--image <file>",
      "an image to look for, or FILE@x,y,w,h: a region of it in pixels (repeatable)",
      collect,
      [],
    )
    .option("--text <text>", "words to look for, in spaces whose model reads text")
    .option("--dataset <name>", "narrow it to a dataset (repeatable)", collect, [])
    .option("--description <text>", "what it is for")
    .option("--tag <tag>", "a tag for every hit, also those to come (repeatable)", collect, [])
    .option("--into <slice>", "a slice that every hit is added to");
}

const aggregate = () =>
  new Option("--aggregate <how>", "how several examples become one score").choices(["mean", "max", "min", "fiftyone"]);

function threshold(text: string): number | "auto" {
  const value = Number(text);
  if (text === "auto") return text;
  if (text.trim() === "" || !(value >= -1 && value <= 1)) {
    throw new InvalidArgumentError("It must be a number from -1 to 1, or auto.");
  }
  return value;
}

interface ExampleOptions {
  sample: string[];
  object: string[];
  not: string[];
  image: string[];
  text?: string;
  tag: string[];
  into?: string;
}

/** The part of a request that the options of {@link withExamples} make. */
async function examplesOf({ sample, object, not, image, text, tag, into }: ExampleOptions) {
  const images = await Promise.all(image.map(imageAnchor));
  const actions = tag.length > 0 || into !== undefined ? { tags: tag, slice: into ?? null } : undefined;
  return { samples: sample, objects: object, not, images, text, actions };
}

function createCommand(): Command {
  return withExamples(new Command("create"))
    .description("Save a search and score every sample.")
    .argument("<name>")
    .addOption(space())
    .addOption(aggregate().default("mean"))
    .option("--threshold <x>", "from which score a sample is a hit, or auto", threshold, "auto")
    .addHelpText("after", "\nExample:\n  gleaner function create forklift --sample ID --sample ID --not ID\n")
    .action(async (name: string, options, command: Command) => {
      await withSession(command, async (session) => {
        const { space, aggregate, threshold, dataset, description } = options;
        const examples = await examplesOf(options);
        const request = { name, space, aggregate, threshold, datasets: dataset, description, ...examples };
        const result = await session.call("createFunction", request);
        session.show(result, () => summary(result), `gleaner function calibrate ${name}`);
      });
    });
}

function listCommand(): Command {
  return new Command("list")
    .description("List the functions.")
    .addHelpText("after", "\nExample:\n  gleaner function list\n")
    .action(async (_options, command: Command) => {
      await withSession(command, async (session) => {
        const result = await session.call("listFunctions", {});
        const rows = result.functions.map((entry) => [
          entry.name,
          entry.kind,
          entry.threshold,
          entry.thresholdSource,
          entry.matches,
          entry.scored,
          entry.unscored,
        ]);
        const header = ["name", "kind", "threshold", "set by", "matches", "scored", "no vector"];
        session.show(result, () => table(header, rows), "gleaner function show NAME");
      });
    });
}

function showCommand(): Command {
  return new Command("show")
    .description("One function with its examples, its scores and its hits over time.")
    .argument("<name>")
    .addHelpText("after", "\nExample:\n  gleaner function show forklift\n")
    .action(async (name: string, _options, command: Command) => {
      await withSession(command, async (session) => {
        const result = await session.call("getFunction", { name });
        session.show(
          result,
          () => `${summary(result)}\n${examplesText(result)}\n\n${arrivalsText(result.arrivals)}`,
          `gleaner query --all --where 'fn("${name}") >= ${result.threshold}'`,
        );
      });
    });
}

function editCommand(): Command {
  return withExamples(new Command("edit"))
    .description(
      "Add or take out examples, or change how it scores; old scores stay in use until the new are complete.",
    )
    .argument("<name>")
    .option("--rename <name>", "a new name")
    .option("--all-datasets", "widen it to every dataset")
    .option("--remove <id>", "an example to take out (repeatable)", collect, [])
    .addOption(aggregate())
    .addOption(
      new Option("--kind <kind>", "score by similarity, or learn from the answers").choices([
        "similarity",
        "classifier",
      ]),
    )
    .option("--threshold <x>", "from which score a sample is a hit, or auto", threshold)
    .addHelpText("after", "\nExample:\n  gleaner function edit forklift --sample ID --not ID\n")
    .action(async (name: string, options, command: Command) => {
      await withSession(command, async (session) => {
        const { rename, remove, aggregate, kind, threshold, dataset, allDatasets, description } = options;
        const datasets = allDatasets ? null : dataset.length > 0 ? dataset : undefined;
        const examples = await examplesOf(options);
        const request = { name, rename, remove, aggregate, kind, threshold, datasets, description, ...examples };
        const result = await session.call("editFunction", request);
        session.show(result, () => summary(result), `gleaner function scores ${result.name}`);
      });
    });
}

function calibrateCommand(): Command {
  return new Command("calibrate")
    .description("Answer yes or no to about 20 samples; the threshold and its expected precision follow from them.")
    .argument("<name>")
    .option("--yes <id>", "a sample that belongs (repeatable)", collect, [])
    .option("--no <id>", "a sample that does not belong (repeatable)", collect, [])
    .option("--forget <id>", "a sample whose answer is taken back (repeatable)", collect, [])
    .option("--precision <x>", "the precision wanted of the hits (default: the best F1)", between(0.01, 0.999))
    .addOption(limit(10))
    .addHelpText("after", "\nExample:\n  gleaner function calibrate forklift --yes ID --yes ID --no ID\n")
    .action(async (name: string, options, command: Command) => {
      await withSession(command, async (session) => {
        const { yes, no, forget, precision, limit } = options;
        const answers = { yes, no: Array.isArray(no) ? no : [], forget };
        const result = await session.call("calibrateFunction", { name, ...answers, precision, questions: limit });
        const rows = result.questions.map(({ score, id, path }) => [score.toFixed(4), id, path]);
        session.show(
          result,
          () =>
            [
              summary(result),
              result.missing ?? "",
              "",
              "Does each of these belong?",
              table(["score", "id", "path"], rows),
            ]
              .filter((line, at, lines) => line !== "" || lines[at - 1] !== "")
              .join("\n"),
          `gleaner function calibrate ${name} --yes ID --no ID …`,
        );
      });
    });
}

function scoresCommand(): Command {
  return new Command("scores")
    .description("The scores of a function, highest first.")
    .argument("<name>")
    .option("--dataset <name>", "only samples of a dataset (repeatable)", collect, [])
    .option("--where <expression>", "narrow the samples with the filter language", "")
    .addOption(new Option("--order <order>", "which come first").choices(["highest", "lowest"]).default("highest"))
    .addOption(limit(100))
    .addHelpText("after", "\nExample:\n  gleaner function scores forklift --dataset photos --limit 20\n")
    .action(async (name: string, options, command: Command) => {
      await withSession(command, async (session) => {
        const { dataset, where, order, limit } = options;
        const result = await session.call("functionScores", { name, datasets: dataset, where, order, limit });
        const rows = result.scores.map(({ score, id, path }) => [score.toFixed(4), id, path]);
        session.show(
          result,
          () => `${table(["score", "id", "path"], rows)}\n${figure(rows.length)} of ${figure(result.total)}`,
          `gleaner query --all --where 'fn("${name}") >= ${result.threshold}'`,
        );
      });
    });
}

function deleteCommand(): Command {
  return new Command("delete")
    .description("Delete a function and its scores.")
    .argument("<name>")
    .addHelpText("after", "\nExample:\n  gleaner function delete forklift\n")
    .action(async (name: string, _options, command: Command) => {
      await withSession(command, async (session) => {
        const result = await session.call("deleteFunction", { name });
        session.show(
          { ...result, function: name },
          () => `Deleted the function ${name}.`,
          "gleaner undo takes it back",
        );
      });
    });
}

function summary(saved: SavedFunction): string {
  const { name, matches, scored, unscored, threshold, thresholdSource, precision, recall } = saved;
  const source = { manual: "set by hand", examples: "a first guess from the examples", answers: "from the answers" };
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  const range = (expected: NonNullable<SavedFunction["precision"]>) =>
    `${percent(expected.value)} (${percent(expected.low)} to ${percent(expected.high)})`;
  return [
    `${name}: ${figure(matches)} of ${figure(scored)} samples score ${threshold} or more (${source[thresholdSource]})`,
    ...(unscored > 0 ? [`${figure(unscored)} samples have no vector in its space, so no score`] : []),
    ...(precision && recall ? [`expected precision ${range(precision)}, recall ${range(recall)}`] : []),
  ].join("\n");
}

function examplesText({ positives, negatives }: SavedFunction): string {
  const rows = [
    ...positives.map((example) => ["+", example.kind, example.id, example.gone ? "deleted; its vector is kept" : ""]),
    ...negatives.map((example) => ["-", example.kind, example.id, example.gone ? "deleted; its vector is kept" : ""]),
  ];
  return table(["", "example", "id", ""], rows);
}

function arrivalsText({ edges, samples, hits }: ResultOf<"getFunction">["arrivals"]): string {
  const rows = samples.flatMap((count, at) =>
    count > 0 ? [[new Date(edges[at]).toISOString().slice(0, 16).replace("T", " "), count, hits[at]]] : [],
  );
  return table(["imported (UTC)", "samples", "hits"], rows);
}
