import { Command } from "commander";
import { startServer } from "gleaner";
import { integer } from "../options.ts";
import { withSession } from "../session.ts";
import { stay } from "../stay.ts";

export function serveCommand(): Command {
  return new Command("serve")
    .description("Serve the REST API and the web application.")
    .option("--port <port>", "the port (default: 5151 or the next free one)", integer(0))
    .option("--host <host>", "the address to listen on", "127.0.0.1")
    .option("--auth", "allow a host that others can reach; they still need the token")
    .addHelpText("after", "\nExample:\n  gleaner serve --port 5151\n")
    .action(async (options, command: Command) => {
      await withSession(command, async (session) => {
        const { port, host, auth } = options;
        await stay(await startServer(session.folder, { port, host, auth }), session);
      });
    });
}
