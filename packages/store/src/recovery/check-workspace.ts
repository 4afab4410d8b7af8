import type { Check, Workspace } from "../contract/workspace.ts";
import { OpenedWorkspace } from "../workspace/opened-workspace.ts";
import { checkCatalog } from "./check-catalog.ts";
import { checkBackup, checkMedia, checkQuarantine } from "./check-files.ts";
import { checkShards } from "./check-shards.ts";

/**
 * The checks of `doctor` on an open workspace: the catalog can be read and does not contradict itself, shards are whole, files of samples are
 * where they were, and there is a backup. Damaged shards are taken out, so that their samples can be embedded again.
 */
export async function checkWorkspace(workspace: Workspace): Promise<Check[]> {
  const { catalog, layout } = internalsOf(workspace);
  return [
    { name: "opening", ok: true, message: workspace.notices.join(" ") || "The workspace opened as it was closed." },
    ...(await checkCatalog(catalog)),
    ...(await checkShards(catalog, layout)),
    await checkMedia(catalog),
    await checkBackup(layout),
    await checkQuarantine(layout),
  ];
}

/** The parts of a workspace of this package. */
export function internalsOf(workspace: Workspace): OpenedWorkspace {
  if (workspace instanceof OpenedWorkspace) return workspace;
  throw new TypeError("Not a workspace that openWorkspace gave.");
}
