import { basename, resolve } from "node:path";
import { Command } from "commander";
import { openPath, startServer } from "gleaner";
import { integer } from "../options.ts";
import { withSession } from "../session.ts";
import { stay } from "../stay.ts";

export function openCommand(): Command {
  return new Command("open")
    .description("Import a folder or dataset file, embed and index what is missing, and serve it.")
    .argument("<path>", "a folder of images or a dataset file")
    .option("--dataset <name>", "the dataset's name (default: the folder's name)")
    .option("--port <port>", "the port (default: 5151 or the next free one)", integer(0))
    .option("--no-serve", "end when the data is ready")
    .addHelpText("after", "\nExample:\n  gleaner open ./photos\n")
    .action(async (path: string, options, command: Command) => {
      await withSession(
        command,
        async (session) => {
          const dataset = options.dataset ?? (basename(resolve(path)).replace(/,/g, "_") || "images");
          const skipped = await openPath(session, resolve(path), dataset);
          if (skipped > 0)
            session.note(
              `${skipped} inputs were skipped; see the dataset's import in the Jobs screen or run import again with --json.`,
            );
          if (options.serve) {
            await session.release();
            return stay(await startServer(session.folder, { port: options.port }), session, { dataset });
          }
          session.show({ dataset, url: null, pid: process.pid }, () => `${dataset} is ready.`, "gleaner serve");
        },
        { create: true },
      );
    });
}
