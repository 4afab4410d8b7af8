import { Command } from "commander";
import { runDemo, startServer } from "gleaner";
import { integer } from "../options.ts";
import { figure } from "../output.ts";
import { withSession } from "../session.ts";
import { stay } from "../stay.ts";

export function demoCommand(): Command {
  return new Command("demo")
    .description("Run the whole job on real sample images: import, embed, index, curate, report; then serve it.")
    .option("--digits", "10,000 handwritten digits instead of 3,391 emoji")
    .option("--port <port>", "the port (default: 5151 or the next free one)", integer(0))
    .option("--no-serve", "end when the report is written")
    .addHelpText("after", "\nExample:\n  gleaner demo --no-serve\n")
    .action(async (options, command: Command) => {
      await withSession(
        command,
        async (session) => {
          const outcome = await runDemo(session, options.digits === true);
          const { covered, total, coveredByRandom } = outcome.clusters;
          session.note(
            `${figure(covered)} of ${figure(total)} clusters covered; random sampling covers ${figure(coveredByRandom.mean)} ± ${figure(coveredByRandom.sd)}`,
          );
          session.note(`Report: ${outcome.report}`);
          const { dataset, samples, slice, report } = outcome;
          if (options.serve) {
            await session.release();
            return stay(await startServer(session.folder, { port: options.port }), session, {
              dataset,
              samples,
              slice,
              report,
            });
          }
          session.show(
            { dataset, samples, slice, report, url: null, pid: process.pid },
            () => `${dataset}: ${figure(samples)} samples, slice ${slice}\nReport: ${report}`,
            "gleaner serve",
          );
        },
        { create: true },
      );
    });
}
