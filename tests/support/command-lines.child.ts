import { readFile, writeFile } from "node:fs/promises";
import { createProgram } from "../../packages/cli/src/program.ts";
import { runProgram } from "../../packages/cli/src/run.ts";

/** What a line left behind. */
export interface LineOutcome {
  line: string;
  code: number;
  stderr: string;
}

// Runs the command lines of a JSON file `[{folder, lines: string[][]}]` one after the other in this one process, and writes their outcomes.
const [input, output] = process.argv.slice(2);
const groups: { folder: string; lines: string[][] }[] = JSON.parse(await readFile(input, "utf8"));
const outcomes: LineOutcome[][] = [];
let stderr = "";
process.stderr.write = (chunk: string | Uint8Array) => {
  stderr += String(chunk);
  return true;
};
process.stdout.write = () => true;
for (const { folder, lines } of groups) {
  process.chdir(folder);
  const done: LineOutcome[] = [];
  for (const words of lines) {
    stderr = "";
    process.exitCode = 0;
    await runProgram(createProgram(), ["node", "gleaner", ...words]);
    done.push({ line: words.join(" "), code: Number(process.exitCode), stderr: stderr.slice(-1000) });
  }
  outcomes.push(done);
}
process.exitCode = 0;
await writeFile(output, JSON.stringify(outcomes));
