import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { gleanerJson, start, temporaryFolder } from "../support/cli.ts";
import { kinds, writeImages } from "../support/images.ts";

it("stops at a checkpoint on Ctrl-C with exit code 130, and goes on where it was", async () => {
  await using folder = await temporaryFolder();
  await writeImages(join(folder.path, "photos"), 80);
  await gleanerJson(["import", "photos", "--dataset", "photos"], folder.path);
  const child = start(["embed", "photos"], folder.path);
  const ended = new Promise<number | null>((resolve) => child.on("close", (code) => resolve(code)));
  await new Promise<void>((resolve) => child.stderr?.on("data", (text) => /embed/.test(String(text)) && resolve()));
  child.kill("SIGINT");
  expect(await ended).toBe(130);
  const { code, json } = await gleanerJson(["embed", "photos"], folder.path);
  expect(code).toBe(0);
  expect(Number(json.embedded) + Number(json.unchanged)).toBe(80 * kinds.length);
});

it("ends at once on the second Ctrl-C, and the workspace opens again", async () => {
  await using folder = await temporaryFolder();
  await writeImages(join(folder.path, "photos"), 80);
  await gleanerJson(["import", "photos", "--dataset", "photos"], folder.path);
  const child = start(["embed", "photos"], folder.path);
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) =>
    child.on("close", (code, signal) => resolve({ code, signal })),
  );
  await new Promise<void>((resolve) => child.stderr?.on("data", (text) => /embed/.test(String(text)) && resolve()));
  child.kill("SIGINT");
  await sleep(50);
  child.kill("SIGINT");
  const { code, signal } = await ended;
  expect(signal === "SIGINT" || code === 130).toBe(true);
  expect((await gleanerJson(["query", "photos", "--limit", "1"], folder.path)).json).toMatchObject({
    total: 80 * kinds.length,
  });
});
