import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { checkWorkspace } from "./recovery/check-workspace.ts";
import { contentsOf, faultsAfterCrash, tellCrashStory } from "./testing/crash-story.ts";
import { type Crash, crashDuringStory } from "./testing/crashing-process.ts";
import { openTemporary, temporaryFolder } from "./testing/temporary-workspace.ts";
import { openWorkspace } from "./workspace/open-workspace.ts";

const crashes: Crash[] = [
  { at: "store.inMigration:9" },
  { at: "store.afterCommit:12" },
  { at: "store.afterShardRename:2" },
  { at: "store.beforeArtifactRename:2" },
  { after: 150 },
];

describe("a workspace whose process was killed", () => {
  let undisturbed: unknown;

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), "gleaner-store-"));
    const workspace = await openWorkspace(folder, { create: true });
    await tellCrashStory(workspace, () => undefined);
    undisturbed = await contentsOf(workspace);
    await workspace.close();
    await rm(folder, { recursive: true });
  });

  it.each(crashes)("opens with everything acknowledged and continues to the same end: %o", async (crash) => {
    const folder = join(await temporaryFolder(), "workspace");
    const acknowledged = await crashDuringStory(folder, crash);
    const workspace = await openTemporary(folder, { create: true });
    expect(await faultsAfterCrash(workspace, acknowledged)).toEqual([]);
    await tellCrashStory(workspace, () => undefined);
    expect(await contentsOf(workspace)).toEqual(undisturbed);
    const checks = await checkWorkspace(workspace);
    expect(checks.filter((check) => !check.ok && check.name !== "media")).toEqual([]);
  });
});
