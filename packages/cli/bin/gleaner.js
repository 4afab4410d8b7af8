#!/usr/bin/env node
// Plain JavaScript, so that any Node can start it; the sources need Node 24, which the npm package `node` brings along.
import { spawn } from "node:child_process";
import module, { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const [major, minor] = process.versions.node.split(".").map(Number);

if (major > 22 || (major === 22 && minor >= 18)) {
  // Halves the time to start: what was compiled once is read from the cache of the user's temporary folder.
  module.enableCompileCache?.();
  await import("../src/main.ts");
} else {
  const require = createRequire(import.meta.url);
  const node = join(
    dirname(require.resolve("node/package.json")),
    "bin",
    process.platform === "win32" ? "node.exe" : "node",
  );
  const env = { NODE_COMPILE_CACHE: join(tmpdir(), "node-compile-cache"), ...process.env };
  const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: "inherit", env });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
}
