import { spawnSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "../support/cli.ts";
import { kinds, writeImages } from "../support/images.ts";

const root = new URL("../..", import.meta.url).pathname;
const perKind = 8;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  folder = await temporaryFolder();
  const project = join(folder.path, "project");
  await mkdir(project);
  await writeFile(join(project, "package.json"), JSON.stringify({ name: "project", private: true, type: "module" }));
  run("npm", ["run", "--silent", "build"], root);
  run("npm", ["pack", "--silent", "--pack-destination", folder.path, join(root, "build", "gleaner")], folder.path);
  run("npm", ["install", "--no-audit", "--no-fund", join(folder.path, "gleaner-0.1.0.tgz")], project);
  await writeImages(join(project, "photos"), perKind);
}, 400_000);
afterAll(async () => folder[Symbol.asyncDispose]());

function run(command: string, args: string[], cwd: string): string {
  const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: "skip" };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}:\n${stdout}\n${stderr}`);
  return stdout;
}

describe("the published package", () => {
  const gleaner = (...args: string[]) =>
    JSON.parse(run("npx", ["--no-install", "gleaner", ...args, "--json", "--quiet"], join(folder.path, "project")));

  it("runs the main job from its command line", () => {
    const total = perKind * kinds.length;
    expect(gleaner("import", "photos", "--dataset", "photos")).toMatchObject({ added: total });
    expect(gleaner("embed", "photos")).toMatchObject({ embedded: total, dimension: 768 });
    expect(gleaner("index", "photos")).toMatchObject({ samples: total });
    expect(gleaner("curate", "photos", "--goal", "label", "--budget", "6")).toMatchObject({ selected: 6 });
  });

  it("runs it as a library, and its types fit", async () => {
    const project = join(folder.path, "project");
    const program = `
      import { Gleaner } from "gleaner";
      const g = await Gleaner.open("./workspace");
      const photos = g.dataset("photos");
      const { added } = await photos.import("./photos");
      await photos.embed();
      await photos.index();
      const run = await photos.curate({ goal: "label", budget: 5, seed: 7, into: "batch 1" });
      const picked = await run.slice().toArray();
      const { samples } = await run.slice().export({ format: "jsonl", out: "./batch-1", images: "none" });
      console.log(JSON.stringify({ added, picked: picked.length, samples }));
      await g.close();
    `;
    await writeFile(join(project, "main.ts"), program);
    await writeFile(join(project, "main.js"), program);
    const compilerOptions = { module: "nodenext", target: "es2024", strict: true, noEmit: true, types: [] };
    await writeFile(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["main.ts"] }));
    run(join(root, "node_modules", ".bin", "tsc"), ["-p", project], project);
    const outcome = JSON.parse(run("node", ["main.js"], project).trim());
    expect(outcome).toEqual({ added: perKind * kinds.length, picked: 5, samples: 5 });
  });

  it("carries what it needs and nothing of this machine", async () => {
    const manifest = JSON.parse(await readFile(join(root, "build", "gleaner", "package.json"), "utf8"));
    expect(Object.keys(manifest.dependencies).sort()).toEqual(["@duckdb/node-api", "onnxruntime-node", "sharp", "zod"]);
    for (const file of ["index.js", "cli.js"]) {
      expect(await readFile(join(root, "build", "gleaner", file), "utf8")).not.toContain(root);
    }
  });
});
