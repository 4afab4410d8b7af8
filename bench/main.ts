import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { describeMachine } from "./data-machine.ts";
import { benchmarkParts, type Part } from "./data-parts.ts";

/**
 * Runs benchmarks one after the other, each of which prints our figure, the peer's and the machine's limit side by side. Peers are used
 * when Debian's packages are installed, and skipped with a note else. A part that takes too long is stopped.
 *
 *     npm run bench                                the parts of the kernel's table
 *     npm run bench -- search map                  parts by name
 *     npm run bench -- --list                      all parts with their limits
 *     npm run bench -- --record quiet search       also writes bench/results/<date>-quiet.md
 *
 * GLEANER_BENCH_ROWS uses fewer rows of Fashion-MNIST in `neighbors`, GLEANER_BENCH_THREADS other threads.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { list: { type: "boolean", default: false }, record: { type: "string" } },
});
const { table, all } = benchmarkParts();

if (values.list) {
  for (const { name, about, limit } of all)
    process.stdout.write(`${name.padEnd(20)} ${about} (at most ${limit} min)\n`);
  process.exit();
}
const unknown = positionals.filter((name) => !all.some((part) => part.name === name));
if (unknown.length > 0) {
  const names = all.map(({ name }) => name).join(", ");
  process.stderr.write(`There is no benchmark ${unknown.join(", ")}. There are: ${names}\n`);
  process.exit(2);
}
const wanted = positionals.length > 0 ? all.filter(({ name }) => positionals.includes(name)) : table;

let transcript = "";
const say = (text: string) => {
  process.stdout.write(text);
  transcript += text;
};

/** Runs one part; false when it failed or was stopped. */
function run({ name, about, limit }: Part): Promise<boolean> {
  say(`\n== ${name}: ${about} (at most ${limit} min)\n`);
  const started = performance.now();
  const file = new URL(`./${name}.ts`, import.meta.url).pathname;
  // A group of its own, so that peers that a part has started are stopped with it.
  const child = spawn(process.execPath, [file], { stdio: ["ignore", "pipe", "inherit"], detached: true });
  const stop = () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
  };
  const timer = setTimeout(stop, limit * 60_000);
  process.once("SIGINT", () => {
    stop();
    process.exit(130);
  });
  child.stdout.setEncoding("utf8").on("data", say);
  return new Promise((resolve) => {
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      const minutes = ((performance.now() - started) / 60_000).toFixed(1);
      if (signal) say(`  stopped after ${minutes} min\n`);
      else say(`  (${minutes} min${code === 0 ? "" : `, failed with ${code}`})\n`);
      resolve(code === 0);
    });
  });
}

say(`${await describeMachine()}\n`);
for (const part of wanted) if (!(await run(part))) process.exitCode = 1;

if (values.record !== undefined) {
  const day = new Date().toISOString().slice(0, 10);
  const folder = new URL("./results/", import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    new URL(`${day}-${values.record}.md`, folder),
    `# Benchmarks, ${day}\n\n\`\`\`text\n${transcript}\`\`\`\n`,
  );
}
