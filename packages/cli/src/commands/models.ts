import { Command } from "commander";
import { table } from "../output.ts";
import { withSession } from "../session.ts";

export function modelsCommand(): Command {
  const models = new Command("models").description("The embedding models.");
  models
    .command("list", { isDefault: true })
    .description("List the embedding models.")
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
                ["model", "dimension", "licence", "what"],
                result.models.map((model) => [model.id, model.dimension, model.license, model.description]),
              ),
            "gleaner embed DATASET --model MODEL",
          );
        },
        { create: true },
      );
    });
  return models;
}
