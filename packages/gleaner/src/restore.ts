/**
 * Puts the newest sound backup in place of a workspace's catalog; the old one is kept beside it.
 * @throws GleanerError `workspace_locked` while a process holds the workspace, `workspace_corrupt` without a sound backup
 */
export async function restoreWorkspace(folder: string): Promise<{ message: string }> {
  const store = await import("@gleaner/store");
  return store.restoreWorkspace(folder);
}
