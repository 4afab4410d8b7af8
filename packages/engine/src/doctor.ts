import { checkWorkspace, relocateMedia } from "@gleaner/store";
import type { UseCase } from "./context.ts";

/** Checks an open workspace. Restoring needs a closed one, so the faces do that before they open it. */
export const doctor: UseCase<"doctor"> = async ({ workspace }, { relocate }) => {
  const checks = [];
  if (relocate) {
    const { relocated, missing } = await relocateMedia(workspace, relocate);
    const message = `${relocated} images found again, ${missing} still missing`;
    checks.push({ name: "relocate", ok: missing === 0, message });
  }
  checks.push(...(await checkWorkspace(workspace)));
  return { ok: checks.every((check) => check.ok), checks };
};
