import { resolve } from "node:path";
import { Command } from "commander";
import { figure } from "../output.ts";
import { withSession } from "../session.ts";

export function vectorsCommand(): Command {
  const vectors = new Command("vectors").description("Bring your own vectors, or take them along.");
  vectors
    .command("import")
    .description("Bring vectors from Parquet, Arrow or CSV (with an id or path column), or NAME.npy beside NAME.ids.")
    .argument("<dataset>")
    .argument("<file>")
    .requiredOption("--space <space>", "the space to fill; made when missing")
    .addHelpText("after", "\nExample:\n  gleaner vectors import photos clip.npy --space clip\n")
    .action(async (dataset: string, file: string, options, command: Command) => {
      await withSession(command, async (session) => {
        const result = await session.call("importVectors", { dataset, file: resolve(file), space: options.space });
        session.show(
          result,
          () => `${figure(result.rows)} vectors of ${result.dimension} dimensions in space ${result.space}`,
          `gleaner index ${dataset} --space ${result.space}`,
        );
      });
    });
  vectors
    .command("export")
    .description("Write vectors to Parquet, Arrow, CSV or .npy (by the file's ending).")
    .argument("<dataset>")
    .option("--space <space>", "the space to take", "default")
    .requiredOption("--out <file>", "the file to write")
    .addHelpText("after", "\nExample:\n  gleaner vectors export photos --out photos.npy\n")
    .action(async (dataset: string, options, command: Command) => {
      await withSession(command, async (session) => {
        const result = await session.call("exportVectors", {
          dataset,
          out: resolve(options.out),
          space: options.space,
        });
        session.show(
          result,
          () => `${figure(result.rows)} vectors of ${result.dimension} dimensions written to ${options.out}`,
          "gleaner vectors import brings vectors back",
        );
      });
    });
  return vectors;
}
