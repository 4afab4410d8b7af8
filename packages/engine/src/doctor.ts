import { GleanerError } from "@gleaner/schema";
import { checkWorkspace, relocateMedia } from "@gleaner/store";
import type { UseCase } from "./context.ts";

/** Checks an open workspace. Restoring needs a closed one, so the command line does that before it opens it. */
export const doctor: UseCase<"doctor"> = async ({ workspace }, { restore, relocate }) => {
  if (restore) {
    throw new GleanerError("workspace_locked", "A workspace that is open can't be restored.", {
      hint: "End the process that holds it, then run: gleaner doctor --restore",
    });
  }
  const checks = [];
  if (relocate) {
    const { relocated, missing } = await relocateMedia(workspace, relocate);
    checks.push({
      name: "relocate",
      ok: missing === 0,
      message: `${relocated} images found again, ${missing} still missing`,
    });
  }
  checks.push(...(await checkWorkspace(workspace)));
  return { ok: checks.every((check) => check.ok), checks };
};
