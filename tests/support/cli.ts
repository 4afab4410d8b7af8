import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const main = new URL("../../packages/cli/src/main.ts", import.meta.url).pathname;

/** What a run of the command line left behind. */
export interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `gleaner …` as a user would, in a folder. */
export function gleaner(args: string[], cwd: string): Promise<Run> {
  const child = start(args, cwd);
  return new Promise((resolve, reject) => {
    let stdout = "";
    let stderr = "";
    child.stdout?.on("data", (chunk) => (stdout += chunk));
    child.stderr?.on("data", (chunk) => (stderr += chunk));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

/** Runs a command with `--json` and gives its document. */
export async function gleanerJson(
  args: string[],
  cwd: string,
): Promise<{ code: number | null; json: Record<string, unknown> }> {
  const { code, stdout, stderr } = await gleaner([...args, "--json", "--quiet"], cwd);
  try {
    return { code, json: JSON.parse(stdout) };
  } catch {
    throw new Error(`gleaner ${args.join(" ")} printed no JSON (exit ${code}):\n${stdout}\n${stderr}`);
  }
}

/** Starts a command that stays, such as `serve`. */
export function start(args: string[], cwd: string): ChildProcess {
  return spawn(process.execPath, [main, ...args], { cwd, stdio: ["ignore", "pipe", "pipe"] });
}

/** Waits for the one line that a server prints. */
export function serverLine(child: ChildProcess): Promise<{ url: string; pid: number }> {
  return new Promise((resolve, reject) => {
    let text = "";
    let errors = "";
    child.stderr?.on("data", (chunk) => (errors += chunk));
    child.stdout?.on("data", (chunk) => {
      text += chunk;
      const line = text.split("\n").find((part) => part.startsWith("{") && part.endsWith("}"));
      if (line) resolve(JSON.parse(line));
    });
    child.on("exit", (code) => reject(new Error(`The server ended with ${code}: ${errors}`)));
  });
}

/** Ends a process at once, and waits until it is gone: what it has open can then be deleted. */
export async function kill(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

/** A fresh folder that is removed by `await using`. */
export async function temporaryFolder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), "gleaner-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
