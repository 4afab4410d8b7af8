import { join } from "node:path";
import { expect, it } from "vitest";
import { faultsAfterCrash, tellCrashStory } from "./testing/crash-story.ts";
import { crashDuringStory } from "./testing/crashing-process.ts";
import { openTemporary, temporaryFolder } from "./testing/temporary-workspace.ts";

it("survives kill -9 at 40 instants, several in a row on one workspace", { timeout: 600_000 }, async () => {
  for (let round = 0; round < 10; round++) {
    const folder = join(await temporaryFolder(), "workspace");
    const acknowledged: string[] = [];
    for (let crash = 0; crash < 4; crash++) {
      acknowledged.push(...(await crashDuringStory(folder, { after: Math.random() * 400 })));
      const workspace = await openTemporary(folder);
      expect(await faultsAfterCrash(workspace, acknowledged)).toEqual([]);
      await workspace.close();
    }
    const workspace = await openTemporary(folder);
    await tellCrashStory(workspace, () => undefined);
    await workspace.close();
  }
});
