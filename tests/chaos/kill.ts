import { join } from "node:path";
import { gleaner, gleanerJson, start } from "../support/cli.ts";
import { seeded } from "../support/images.ts";

/** What a workspace holds, in a form that two of them can be compared by. */
export interface Contents {
  samples: string[];
  vectors: number;
  clusters: unknown;
}

const steps = [
  ["import", "photos", "--dataset", "photos"],
  ["embed", "photos"],
  ["index", "photos"],
];

/** Runs the steps to their end and tells what the workspace then holds. */
export async function finish(folder: string, workspace: string): Promise<Contents> {
  for (const step of steps) {
    const { code, stderr } = await gleaner([...step, "--workspace", workspace, "--quiet"], folder);
    if (code !== 0) throw new Error(`${step.join(" ")} ended with ${code}: ${stderr}`);
  }
  return contents(folder, workspace);
}

/** Lists samples, vectors and clusters through the command line. */
export async function contents(folder: string, workspace: string): Promise<Contents> {
  const { json } = await gleanerJson(["query", "photos", "--limit", "100000", "--workspace", workspace], folder);
  const samples = (json.samples as { id: string; path: string; labels: string[] }[])
    .map(({ id, path, labels }) => `${id} ${path} ${labels}`)
    .sort();
  const embedded = await gleanerJson(["embed", "photos", "--workspace", workspace], folder);
  const stats = await gleanerJson(["stats", "photos", "--workspace", workspace], folder);
  return { samples, vectors: Number(embedded.json.unchanged), clusters: stats.json.clusters };
}

/**
 * Runs the steps again and again, killing each process with SIGKILL at a seeded instant, and after every kill checks that the
 * workspace reopens with nothing acknowledged lost and nothing doubled.
 * @returns how often a process was killed before it had finished
 */
export async function killRepeatedly(folder: string, workspace: string, kills: number, seed: number): Promise<number> {
  const next = seeded(seed);
  let killed = 0;
  let acknowledged = 0;
  for (let round = 0; killed < kills && round < 4 * kills; round++) {
    for (const step of steps) {
      const child = start([...step, "--workspace", workspace, "--quiet"], folder);
      const closed = new Promise<number | null>((resolve) => child.on("close", resolve));
      const timer = setTimeout(() => child.kill("SIGKILL"), 300 + next() * 2500);
      const code = await closed;
      clearTimeout(timer);
      if (code !== 0) killed++;
      const { code: opened, json } = await gleanerJson(
        ["query", "photos", "--limit", "100000", "--workspace", workspace],
        folder,
      );
      const error = (json.error as { code?: string } | undefined)?.code;
      if (opened !== 0 && error === "dataset_not_found" && acknowledged === 0) break;
      if (opened !== 0) throw new Error(`The workspace did not reopen after a kill: ${JSON.stringify(json)}`);
      const ids = (json.samples as { id: string }[]).map(({ id }) => id);
      if (new Set(ids).size !== ids.length) throw new Error("A sample is there twice.");
      if (ids.length < acknowledged)
        throw new Error(`${acknowledged} samples were acknowledged, ${ids.length} are left.`);
      acknowledged = ids.length;
      if (code !== 0) break;
    }
  }
  return killed;
}

export const workspaceIn = (folder: string, name: string): string => join(folder, name);
