import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { OpenOptions, Workspace } from "../contract/workspace.ts";
import { openWorkspace } from "../workspace/open-workspace.ts";

/** A new folder that is deleted when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "gleaner-store-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Opens a workspace that is closed when the test ends, if the test has not done so. */
export async function openTemporary(folder: string, options: OpenOptions = { create: true }): Promise<Workspace> {
  const workspace = await openWorkspace(folder, options);
  onTestFinished(() => workspace.close());
  return workspace;
}

/** A new, empty workspace. */
export async function temporaryWorkspace(): Promise<Workspace> {
  return openTemporary(join(await temporaryFolder(), "workspace"));
}
