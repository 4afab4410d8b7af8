import { hash } from "node:crypto";
import { join } from "node:path";
import { expect, it } from "vitest";
import { faultsAfterCrash, tellCrashStory } from "./testing/crash-story.ts";
import { crashDuringStory } from "./testing/crashing-process.ts";
import { openTemporary, temporaryFolder } from "./testing/temporary-workspace.ts";

/** The instants follow from the seed; set `CRASH_SEED` to try others. */
const seed = Number(process.env.CRASH_SEED ?? 1);

function instant(round: number, crash: number): number {
  return Number.parseInt(hash("sha1", `${seed} ${round} ${crash}`).slice(0, 4), 16) % 400;
}

it("survives kill -9 at 40 instants, several in a row on one workspace", { timeout: 600_000 }, async () => {
  for (let round = 0; round < 10; round++) {
    const folder = join(await temporaryFolder(), "workspace");
    const acknowledged: string[] = [];
    for (let crash = 0; crash < 4; crash++) {
      acknowledged.push(...(await crashDuringStory(folder, { after: instant(round, crash) })));
      const workspace = await openTemporary(folder);
      expect(await faultsAfterCrash(workspace, acknowledged)).toEqual([]);
      await workspace.close();
    }
    const workspace = await openTemporary(folder);
    await tellCrashStory(workspace, () => undefined);
    await workspace.close();
  }
});

it.each(["store.beforeCommit", "store.afterCommit", "store.afterShardRename", "store.beforeShardCommit"])(
  "survives kill -9 each time that %s is passed",
  { timeout: 600_000 },
  async (point) => {
    const folder = join(await temporaryFolder(), "workspace");
    const acknowledged: string[] = [];
    for (let times = 1; times <= 4; times++) {
      acknowledged.push(...(await crashDuringStory(folder, { at: `${point}:${times}` })));
      const workspace = await openTemporary(folder);
      expect(await faultsAfterCrash(workspace, acknowledged)).toEqual([]);
      await workspace.close();
    }
  },
);
