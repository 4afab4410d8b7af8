import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

/** How the process ends: by itself at a crash point (`NAME` or `NAME:count`), or killed this many milliseconds after it opened the workspace. */
export type Crash = { at: string } | { after: number };

/** Runs the crash story in a process of its own until it is killed; gives the steps that it acknowledged. */
export async function crashDuringStory(folder: string, crash: Crash): Promise<string[]> {
  const child = spawn(process.execPath, [fileURLToPath(new URL("./store-crash.child.ts", import.meta.url)), folder], {
    env: { ...process.env, CRASH_AT: "at" in crash ? crash.at : "" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [journal, failure] = [text(child.stdout), text(child.stderr)];
  if ("after" in crash) {
    child.stdout.once("data", () => setTimeout(() => child.kill("SIGKILL"), crash.after));
  }
  await new Promise((resolve) => child.once("close", resolve));
  const steps = (await journal).split("\n").filter((line) => line !== "");
  if (child.signalCode !== "SIGKILL" && steps.at(-1) !== "close 0") throw new Error(await failure);
  return steps;
}
