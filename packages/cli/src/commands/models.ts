import { Command } from "commander";
import { table } from "../output.ts";
import { withSession } from "../session.ts";

export function modelsCommand(): Command {
  const models = new Command("models").description("The embedding models.");
  models
    .command("list", { isDefault: true })
    .description(
      "List the embedding models. A path works as well: a folder in the layout of the Hugging Face hub, an ONNX file, or a JSON file that combines models.",
    )
    .addHelpText("after", "\nExample:\n  gleaner models list\n")
    .action(async (_options, command: Command) => {
      await withSession(
        command,
        async (session) => {
          const result = await session.call("listModels", {});
          session.show(
            result,
            () =>
              table(
                ["model", "dimension", "licence", "ready", "what", "how"],
                result.models.map(({ id, dimension, license, ready, description, how }) => [
                  id,
                  dimension,
                  license,
                  ready ? "yes" : "no",
                  description,
                  how,
                ]),
              ),
            "gleaner embed DATASET --model MODEL",
          );
        },
        { create: true },
      );
    });
  return models;
}
