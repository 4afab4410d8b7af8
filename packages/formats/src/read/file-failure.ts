import { type SkippedRecord, skipped } from "./source.ts";

/** A failure of the file system as the outcome of one item. */
export function fileFailure(path: string, error: unknown): SkippedRecord {
  const reason = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && "code" in error ? error.code : "";
  if (code === "EACCES" || code === "EPERM") return skipped(path, "access_denied", "No permission to read it.");
  if (code === "ENOENT") return skipped(path, "path_not_found", "It is not there, or a link that leads nowhere.");
  if (code === "ELOOP") return skipped(path, "link_not_followed", "A link that leads back to itself.");
  return skipped(path, "unreadable_image", `It could not be read: ${reason}`);
}
