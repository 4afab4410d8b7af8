import { Command, Option } from "commander";
import { imageAnchor } from "../image-anchor.ts";
import { all, collect, limit, slice, space, unit, where } from "../options.ts";
import { table } from "../output.ts";
import { datasetsOf, withSession } from "../session.ts";

export function searchCommand(): Command {
  return new Command("search")
    .description("Find the samples or objects most similar to examples; the score is the cosine, from -1 to 1.")
    .argument("[datasets]", "one dataset or several, with commas")
    .addOption(all())
    .option(
      "--image <file>",
      "an image to search by, or FILE@x,y,w,h: a region of it in pixels (repeatable)",
      collect,
      [],
    )
    .option("--sample <id>", "a sample to search by, or ID@x,y,w,h: a region of it in pixels (repeatable)", collect, [])
    .option("--object <id>", "an object to search by (repeatable)", collect, [])
    .option("--not <id>", "a sample or an object to stay away from (repeatable)", collect, [])
    .option("--text <text>", "words to search by, in spaces whose model reads text")
    .addOption(
      new Option("--aggregate <how>", "how several anchors become one score")
        .choices(["mean", "max", "min", "fiftyone"])
        .default("mean"),
    )
    .option("--exact", "compare with every vector also in spaces of more than 2 billion values")
    .addOption(limit(20))
    .addOption(where())
    .addOption(slice())
    .addOption(space())
    .addOption(unit())
    .addHelpText(
      "after",
      "\nExamples:\n  gleaner search photos --image one.jpg --limit 10\n  gleaner search photos --image one.jpg@40,60,128,128\n  gleaner search photos --unit object --object ID\n",
    )
    .action(async (argument: string | undefined, options, command: Command) => {
      await withSession(command, async (session) => {
        const datasets = datasetsOf(argument, options);
        const images = await Promise.all(options.image.map(imageAnchor));
        const { sample, object, not, text, aggregate, exact, limit, where, slice, space, unit } = options;
        const similarTo = { samples: sample, objects: object, not, images, text, aggregate, space };
        const result = await session.call("search", { datasets, similarTo, limit, exact, where, slice, unit });
        session.show(
          result,
          () =>
            table(
              unit === "object" ? ["score", "id", "class", "path"] : ["score", "id", "path"],
              result.results.map((hit) => [
                hit.score.toFixed(4),
                hit.id,
                ...(unit === "object" ? [hit.object?.class ?? ""] : []),
                hit.path,
              ]),
            ),
          "gleaner search … --sample ID --not ID refines it",
        );
      });
    });
}
