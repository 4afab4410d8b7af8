import { createHash } from "node:crypto";
import { mkdir, open, readdir, rename, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Workspace } from "../contract/workspace.ts";
import { sampleInput, sampleInputs, vectorsOf } from "../testing/sample-inputs.ts";
import { openTemporary, temporaryFolder } from "../testing/temporary-workspace.ts";
import { openWorkspace } from "../workspace/open-workspace.ts";
import { checkWorkspace } from "./check-workspace.ts";
import { relocateMedia } from "./relocate-media.ts";
import { restoreWorkspace } from "./restore-workspace.ts";

/** A closed workspace with 40 samples and two shards of 20 vectors. */
async function closedWorkspace(): Promise<string> {
  const folder = join(await temporaryFolder(), "workspace");
  const workspace = await openTemporary(folder);
  const { numbers } = await workspace.samples.write("photos", sampleInputs(40));
  await workspace.spaces.ensure({ name: "default", model: "test", modelHash: "1", dimension: 8 });
  for (const half of [numbers.subarray(0, 20), numbers.subarray(20)]) {
    await workspace.vectors.append("default", half, vectorsOf(half, 8));
  }
  await workspace.close();
  return folder;
}

async function flipByte(file: string, position: number): Promise<void> {
  const handle = await open(file, "r+");
  const byte = Buffer.alloc(1);
  await handle.read(byte, 0, 1, position);
  byte[0] ^= 0x55;
  await handle.write(byte, 0, 1, position);
  await handle.close();
}

async function missingVectors(workspace: Workspace): Promise<number> {
  return (await workspace.vectors.missing("default", await workspace.samples.numbers({}))).length;
}

async function failedChecks(workspace: Workspace): Promise<string[]> {
  const checks = await checkWorkspace(workspace);
  return checks.filter((check) => !check.ok && check.name !== "media").map((check) => check.name);
}

describe("damaged shards", () => {
  it.each(["torn", "empty", "missing"])(
    "a %s shard is put aside and its samples can be embedded again",
    async (damage) => {
      const folder = await closedWorkspace();
      const [first] = (await readdir(join(folder, "vectors", "1"))).sort();
      const file = join(folder, "vectors", "1", first);
      if (damage === "missing") await rm(file);
      else await truncate(file, damage === "torn" ? 300 : 0);
      const workspace = await openTemporary(folder, {});
      expect(workspace.notices.join()).toContain("20 vectors have to be made again");
      const missing = await workspace.vectors.missing("default", await workspace.samples.numbers({}));
      expect(missing).toHaveLength(20);
      await workspace.vectors.append("default", missing, vectorsOf(missing, 8));
      expect(await missingVectors(workspace)).toBe(0);
      expect(await failedChecks(workspace)).toEqual([]);
    },
  );

  it("doctor finds a flipped bit by the checksum and takes the shard out", async () => {
    const folder = await closedWorkspace();
    const [first] = (await readdir(join(folder, "vectors", "1"))).sort();
    await flipByte(join(folder, "vectors", "1", first), 900);
    const workspace = await openTemporary(folder, {});
    expect(await missingVectors(workspace)).toBe(0);
    expect(await failedChecks(workspace)).toEqual(["vector shards"]);
    expect(await missingVectors(workspace)).toBe(20);
    expect(await readdir(join(folder, "quarantine"))).toEqual([`1-${first}`]);
    expect(await failedChecks(workspace)).toEqual([]);
  });
});

describe("a damaged catalog", () => {
  it.each([
    ["a flipped byte in a header", (file: string) => flipByte(file, 20)],
    ["another file in its place", (file: string) => writeFile(file, "no catalog")],
    ["half a file", async (file: string) => truncate(file, Math.floor((await stat(file)).size / 2))],
    ["no file", (file: string) => rm(file)],
  ])("%s: refused, then restored from the backup", async (_, damage) => {
    const folder = await closedWorkspace();
    await damage(join(folder, "catalog.duckdb"));
    await expect(openWorkspace(folder, { create: true })).rejects.toMatchObject({ code: "workspace_corrupt" });
    expect(await restoreWorkspace(folder)).toMatchObject({ ok: true });
    const workspace = await openTemporary(folder, {});
    expect(await workspace.samples.count({})).toBe(40);
    expect(await missingVectors(workspace)).toBe(0);
  });

  it("is left alone when it can be read", async () => {
    const folder = await closedWorkspace();
    expect((await restoreWorkspace(folder)).message).toContain("nothing was restored");
    expect(await readdir(folder)).not.toContain("quarantine");
  });

  it("is not restored under the process that holds it", async () => {
    const folder = await closedWorkspace();
    await openTemporary(folder, {});
    await expect(restoreWorkspace(folder)).rejects.toMatchObject({ code: "workspace_locked" });
  });

  it("says so when no backup is left", async () => {
    const folder = await closedWorkspace();
    await rm(join(folder, "backups"), { recursive: true });
    await truncate(join(folder, "catalog.duckdb"), 10);
    await expect(restoreWorkspace(folder)).rejects.toMatchObject({ code: "workspace_corrupt" });
  });
});

describe("moved images", () => {
  it("are found again by content, each copy by its own name", async () => {
    const root = await temporaryFolder();
    const workspace = await openTemporary(join(root, "workspace"));
    await mkdir(join(root, "old"));
    const contents = ["first", "twins", "twins", "other"];
    const inputs = contents.map((content, index) => {
      const bytes = Buffer.from(content.padEnd(20));
      const contentHash = createHash("sha256").update(bytes).digest("hex");
      return {
        bytes,
        input: sampleInput(index, { contentHash, bytes: bytes.length, file: join(root, "old", `${index}.png`) }),
      };
    });
    for (const { bytes, input } of inputs) await writeFile(input.file, bytes);
    await workspace.samples.write(
      "photos",
      inputs.map(({ input }) => input),
    );
    expect((await checkWorkspace(workspace)).every((check) => check.ok)).toBe(true);

    await mkdir(join(root, "new"));
    await rename(join(root, "old"), join(root, "new", "deep"));
    await rm(join(root, "new", "deep", "3.png"));
    await writeFile(join(root, "new", "deep", "lookalike.png"), "of the same size".padEnd(20));
    expect((await checkWorkspace(workspace)).filter((check) => !check.ok).map((check) => check.name)).toEqual([
      "media",
    ]);
    expect(await relocateMedia(workspace, join(root, "new"))).toEqual({ relocated: 3, missing: 1 });
    const rows = await workspace.samples.rows(await workspace.samples.numbers({}));
    expect(rows.map((row) => row.file)).toEqual([
      ...[0, 1, 2].map((index) => join(root, "new", "deep", `${index}.png`)),
      join(root, "old", "3.png"),
    ]);
    await expect(relocateMedia(workspace, join(root, "nowhere"))).rejects.toMatchObject({ code: "path_not_found" });
  });
});
