import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "./support/cli.ts";
import type { LineOutcome } from "./support/command-lines.child.ts";
import { writeImages } from "./support/images.ts";

const guide = new URL("../docs/guide/", import.meta.url);
const child = new URL("support/command-lines.child.ts", import.meta.url).pathname;
const pages = (await readdir(guide)).filter((name) => name.endsWith(".md"));
const texts = new Map(
  await Promise.all(pages.map(async (page) => [page, await readFile(new URL(page, guide), "utf8")] as const)),
);

/** The commands of a page that run as they stand: those of blocks marked `sh`. */
function commandsOf(text: string): string[][] {
  const blocks = text.matchAll(/^```sh\n(.*?)^```$/gms);
  const lines = [...blocks].flatMap(([, block]) => block.split("\n").filter((line) => line.startsWith("gleaner ")));
  return lines.map((line) => wordsOf(line).slice(1));
}

/** The words of a command line; quotes hold words together. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, bare]) => single ?? double ?? bare);
}

const runnable = [...texts]
  .map(([page, text]) => ({ page, lines: commandsOf(text) }))
  .filter(({ lines }) => lines.length > 0);

describe("the guide", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;

  /** Runs groups of command lines in folders, all in one process: starting one for each would take most of the time. */
  async function run(groups: { folder: string; lines: string[][] }[]): Promise<LineOutcome[][]> {
    const [input, output] = [join(folder.path, "lines.json"), join(folder.path, "outcomes.json")];
    await writeFile(input, JSON.stringify(groups));
    const process_ = spawn(process.execPath, [child, input, output], { stdio: ["ignore", "inherit", "inherit"] });
    const [code] = await once(process_, "close");
    expect(code).toBe(0);
    return JSON.parse(await readFile(output, "utf8"));
  }

  const outcomes = new Map<string, LineOutcome[]>();
  beforeAll(async () => {
    folder = await temporaryFolder();
    const base = join(folder.path, "base");
    await writeImages(join(base, "photos"), 8);
    const prepare = ["import photos --dataset photos", "embed photos", "index photos --map pca"];
    const [prepared] = await run([{ folder: base, lines: prepare.map((line) => line.split(" ")) }]);
    expect(prepared.map(({ code }) => code)).toEqual([0, 0, 0]);
    const groups = runnable.map(({ page, lines }) => ({ folder: join(folder.path, page), lines }));
    for (const group of groups) await cp(base, group.folder, { recursive: true });
    const done = await run(groups);
    runnable.forEach(({ page }, at) => {
      outcomes.set(page, done[at]);
    });
  }, 600_000);
  afterAll(() => folder[Symbol.asyncDispose]());

  it("has commands that run", () => {
    expect(runnable.length).toBeGreaterThan(3);
  });

  it.each(runnable)("$page: its commands run in order", ({ page, lines }) => {
    const found = outcomes.get(page) ?? [];
    expect(found.filter(({ code }) => code !== 0)).toEqual([]);
    expect(found).toHaveLength(lines.length);
  });

  it("links only to pages that are there", () => {
    const broken = [...texts].flatMap(([page, text]) =>
      [...text.matchAll(/\]\(([\w-]+\.md)\)/g)].filter(([, to]) => !texts.has(to)).map(([, to]) => `${page}: ${to}`),
    );
    expect(broken).toEqual([]);
  });
});
