import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../support/cli.ts";
import { writeImages } from "../support/images.ts";
import { finish, killRepeatedly, workspaceIn } from "./kill.ts";

it("survives kill -9 at 20 random instants during import, embed and index", async () => {
  await using folder = await temporaryFolder();
  await writeImages(join(folder.path, "photos"), 150);
  const killed = workspaceIn(folder.path, "killed");
  expect(await killRepeatedly(folder.path, killed, 20, 5)).toBeGreaterThanOrEqual(20);
  expect(await finish(folder.path, killed)).toEqual(await finish(folder.path, workspaceIn(folder.path, "whole")));
});
