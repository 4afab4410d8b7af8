import { setTimeout as sleep } from "node:timers/promises";
import { Command } from "commander";
import { table } from "../output.ts";
import { type Session, withSession } from "../session.ts";

export function jobsCommand(): Command {
  return new Command("jobs")
    .description("List recent jobs.")
    .option("--watch", "keep showing them until none is running")
    .addHelpText("after", "\nExample:\n  gleaner jobs --watch\n")
    .action(async (options, command: Command) => {
      await withSession(command, async (session) => {
        while (await show(session, options.watch === true)) await sleep(1000, undefined, { signal: session.signal });
      });
    });
}

/** Prints the jobs; true while one of them is going on and the user watches. */
async function show(session: Session, watching: boolean): Promise<boolean> {
  const result = await session.call("listJobs", {});
  const active = result.jobs.some((job) => job.state === "queued" || job.state === "running");
  if (watching && active && session.json) return true;
  session.show(
    result,
    () =>
      table(
        ["job", "operation", "state", "progress", "phase"],
        result.jobs.map((job) => [
          job.id,
          job.operation,
          job.state,
          job.progress === null ? "" : `${Math.round(job.progress * 100)} %`,
          job.phase,
        ]),
      ),
    "gleaner jobs --watch follows them",
  );
  return watching && active;
}
