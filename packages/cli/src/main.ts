import { createProgram } from "./program.ts";
import { runProgram } from "./run.ts";

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});
await runProgram(createProgram(), process.argv);
