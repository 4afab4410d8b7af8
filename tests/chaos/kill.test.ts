import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../support/cli.ts";
import { writeImages } from "../support/images.ts";
import { finish, killRepeatedly, workspaceIn } from "./kill.ts";

it("survives kill -9 in import, embed and index: nothing lost, nothing doubled, the end is the same", async () => {
  await using folder = await temporaryFolder();
  await writeImages(join(folder.path, "photos"), 40);
  const killed = workspaceIn(folder.path, "killed");
  expect(await killRepeatedly(folder.path, killed, 3, 11)).toBeGreaterThanOrEqual(1);
  expect(await finish(folder.path, killed)).toEqual(await finish(folder.path, workspaceIn(folder.path, "whole")));
}, 240_000);
