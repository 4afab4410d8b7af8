import type { Caller } from "@gleaner/schema";

/**
 * Create-or-open: imports a path, embeds and indexes what is missing.
 * @returns how many inputs were skipped
 */
export async function openPath(caller: Caller, path: string, dataset: string): Promise<number> {
  const imported = await caller.call("import", { paths: [path], dataset });
  const embedded = await caller.call("embed", { datasets: [dataset] });
  await caller.call("index", { datasets: [dataset] });
  return imported.skipped.length + embedded.skipped.length;
}
