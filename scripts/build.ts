import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { writeBuiltinModel } from "@gleaner/models";
import { build, type Plugin } from "rolldown";

/** Bundles the workspace into one npm package, `build/gleaner`: plain JavaScript, workers as files of their own, the web application, the model. */

const root = new URL("..", import.meta.url).pathname;
const target = join(root, "build", "gleaner");
const packages = join(root, "packages");

/** Packages with native parts (or types that ours refer to) stay dependencies of the published package. */
const external = ["@duckdb/node-api", "onnxruntime-node", "sharp", "zod"];

function sourcesMatching(pattern: RegExp): string[] {
  return readdirSync(packages, { recursive: true, encoding: "utf8" })
    .filter(
      (file) =>
        pattern.test(file) && !file.includes("node_modules") && !file.startsWith("web") && !file.includes("/testing/"),
    )
    .map((file) => join(packages, file));
}

/** Workers and child processes end up beside the bundle: `new URL("./x.worker.ts", …)` becomes `./x.worker.js`. */
const threadAddresses: Plugin = {
  name: "thread-addresses",
  transform: {
    filter: { id: /packages\/.*\.ts$/ },
    handler: (code) => code.replace(/new URL\("\.\/(?:[\w-]+\/)*([\w-]+\.(?:worker|child))\.ts"/g, 'new URL("./$1.js"'),
  },
};

async function bundle(): Promise<void> {
  const threads = sourcesMatching(/\/src\/.*\.(worker|child)\.ts$/);
  const names = threads.map((file) => basename(file, ".ts"));
  if (new Set(names).size !== names.length) throw new Error(`Two thread entries share a name: ${names.join(", ")}`);
  const input = Object.fromEntries(threads.map((file) => [basename(file, ".ts"), file]));
  await build({
    input: { ...input, index: join(packages, "gleaner/src/index.ts"), cli: join(packages, "cli/src/main.ts") },
    platform: "node",
    external: [...external, /^node:/],
    plugins: [threadAddresses],
    output: {
      dir: target,
      format: "esm",
      entryFileNames: "[name].js",
      chunkFileNames: "chunk-[hash].js",
      minify: false,
    },
  });
}

/** The declaration files of every package, with the workspace's names turned into relative paths. */
function declarations(): void {
  for (const name of readdirSync(packages)) {
    const from = join(packages, name, "dist");
    if (name === "web" || name === "cli" || !existsSync(from)) continue;
    for (const file of readdirSync(from, { recursive: true, encoding: "utf8" })) {
      if (!file.endsWith(".d.ts") || /\.(test|testing)\.d\.ts$/.test(file)) continue;
      const out = join(target, "types", name, file);
      const up = relative(dirname(out), join(target, "types"));
      const text = readFileSync(join(from, file), "utf8")
        .replace(/(["'])@gleaner\/(\w+)\1/g, `"${up}/$2/index.js"`)
        .replace(/(["'])@gleaner\/kernel\/onnx\1/g, `"${up}/kernel/onnx/index.js"`)
        .replace(/(["'])@gleaner\/store\/server-file\1/g, `"${up}/store/workspace/server-file.js"`)
        .replace(/(from\s+|import\()(["'])(\.[^"']*)\.ts\2/g, '$1"$3.js"');
      mkdirSync(dirname(out), { recursive: true });
      // Consumers need not have this library in their own settings.
      const isEntry = name === "gleaner" && file === "index.d.ts";
      writeFileSync(out, isEntry ? `/// <reference lib="esnext.disposable" />\n${text}` : text);
    }
  }
}

function manifest(): void {
  const versions: Record<string, string> = {};
  for (const name of readdirSync(packages)) {
    const { dependencies = {} } = JSON.parse(readFileSync(join(packages, name, "package.json"), "utf8"));
    for (const dependency of external) if (dependencies[dependency]) versions[dependency] = dependencies[dependency];
  }
  const { version } = JSON.parse(readFileSync(join(packages, "gleaner/package.json"), "utf8"));
  const document = {
    name: "gleaner",
    version,
    description: "Turns a heap of images into a small, clean, representative training set, and shows the evidence.",
    license: "Apache-2.0",
    type: "module",
    engines: { node: ">=20" },
    bin: { gleaner: "./gleaner.js" },
    exports: { ".": { types: "./types/gleaner/index.d.ts", default: "./index.js" } },
    dependencies: versions,
  };
  writeFileSync(join(target, "package.json"), `${JSON.stringify(document, null, 2)}\n`);
  const launcher = `#!/usr/bin/env node
import module from "node:module";

module.enableCompileCache?.();
await import("./cli.js");
`;
  writeFileSync(join(target, "gleaner.js"), launcher, { mode: 0o755 });
}

/** Straight into the package: a server that runs from the sources goes on serving its own build. */
function buildWeb(): void {
  const output = ["--outDir", join(target, "web"), "--emptyOutDir"];
  execFileSync("npm", ["run", "--silent", "build", "--workspace", "packages/web", "--", ...output], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
}

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
await bundle();
declarations();
manifest();
buildWeb();
for (const file of ["LICENSE", "CHANGELOG.md"]) cpSync(join(root, file), join(target, file));
cpSync(join(root, "packages", "gleaner", "README.md"), join(target, "README.md"));
await writeBuiltinModel(join(target, "builtin.onnx"));
process.stdout.write(`${target}\n`);
