import { type ErrorDocument, GleanerError } from "@gleaner/schema";
import { type Command, CommanderError } from "commander";
import { printable } from "./output.ts";

/** Parses the arguments, runs the command, and turns any failure into the documented exit code and message. */
export async function runProgram(program: Command, argv: string[]): Promise<void> {
  const json = argv.includes("--json");
  try {
    await program.parseAsync(argv);
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return;
    const error = thrown instanceof CommanderError ? usageError(thrown) : GleanerError.from(thrown);
    process.exitCode = error.exitCode;
    if (json) process.stdout.write(`${JSON.stringify(error.toDocument())}\n`);
    process.stderr.write(explain(error.toDocument()));
    if (error.code === "internal" && process.env.GLEANER_DEBUG) console.error(thrown);
  }
}

function usageError(error: CommanderError): GleanerError {
  return new GleanerError("bad_request", error.message.replace(/^error: /, ""), { hint: "See `gleaner --help`." });
}

function explain({ error }: ErrorDocument): string {
  const hint = error.hint ? `\n  ${error.hint}` : "";
  return `${error.code}: ${error.message.split("\n").map(printable).join("\n")}${hint}\n`;
}
