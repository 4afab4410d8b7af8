import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";

/**
 * Runs the benchmarks that are named (`npm run bench -- neighbors map`), or all: each a file of this folder that prints our figure,
 * the peer's and the machine's limit side by side. Peers are used when Debian's packages are installed, and skipped with a note else.
 */
const folder = new URL(".", import.meta.url).pathname;
const all = readdirSync(folder)
  .filter((file) => /^[a-z-]+\.ts$/.test(file) && file !== "main.ts")
  .filter((file) => !file.startsWith("data-") && file !== "projection.ts")
  .map((file) => file.replace(/\.ts$/, ""))
  .sort();
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`There is no benchmark ${unknown.join(", ")}. There are: ${all.join(", ")}\n`);
  process.exit(2);
}
for (const name of wanted.length > 0 ? wanted : all) {
  process.stdout.write(`\n== ${name}\n`);
  const { status } = spawnSync(process.execPath, [`${folder}${name}.ts`], { stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}
