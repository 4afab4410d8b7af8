import { readdir, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../testing/temporary-workspace.ts";
import { ArtifactFiles } from "./artifact-files.ts";

const artifact = {
  arrays: {
    neighbors: Int32Array.of(1, -2, 3),
    distances: Float32Array.of(0.5, Number.NaN),
    codes: Int8Array.of(-128, 127),
    flags: new Uint8Array(0),
    exact: Float64Array.of(1 / 3),
  },
  json: { k: 15, names: ["a", "é"] },
};

async function stored(): Promise<{ artifacts: ArtifactFiles; folder: string; root: string }> {
  const root = await temporaryFolder();
  const artifacts = new ArtifactFiles(root, false);
  await artifacts.put("graph", "abc123", artifact);
  return { artifacts, root, folder: join(root, "graph", "abc123") };
}

describe("artifacts", () => {
  it("come back as they were, and can be replaced and deleted", async () => {
    const { artifacts } = await stored();
    expect(await artifacts.get("graph", "abc123")).toEqual(artifact);
    expect(await artifacts.has("graph", "abc123")).toBe(true);
    await artifacts.put("graph", "abc123", { arrays: {}, json: null });
    expect(await artifacts.get("graph", "abc123")).toEqual({ arrays: {}, json: null });
    await artifacts.delete("graph", "abc123");
    expect(await artifacts.get("graph", "abc123")).toBeNull();
    expect(await artifacts.has("graph", "abc123")).toBe(false);
  });

  it("store a view of a larger array as what it shows", async () => {
    const { artifacts } = await stored();
    await artifacts.put("part", "x", { arrays: { middle: Float32Array.of(1, 2, 3, 4).subarray(1, 3) }, json: 0 });
    expect((await artifacts.get("part", "x"))?.arrays.middle).toEqual(Float32Array.of(2, 3));
  });

  it.each<[string, (folder: string) => Promise<void>]>([
    ["a file is missing", (folder) => rm(join(folder, "neighbors.bin"))],
    ["a file is cut", (folder) => truncate(join(folder, "neighbors.bin"), 8)],
    ["a file has other bytes", (folder) => writeFile(join(folder, "neighbors.bin"), Buffer.alloc(12, 7))],
    ["the manifest is cut", (folder) => truncate(join(folder, "manifest.json"), 20)],
    ["the manifest is missing", (folder) => rm(join(folder, "manifest.json"))],
  ])("are absent when %s", async (_, damage) => {
    const { artifacts, folder } = await stored();
    await damage(folder);
    expect(await artifacts.get("graph", "abc123")).toBeNull();
    await artifacts.put("graph", "abc123", artifact);
    expect(await artifacts.get("graph", "abc123")).toEqual(artifact);
  });

  it("refuse names that would leave their folder", async () => {
    const { artifacts, root } = await stored();
    await expect(artifacts.put("..", "x", artifact)).rejects.toThrow(RangeError);
    await expect(artifacts.put("graph", "../../x", artifact)).rejects.toThrow(RangeError);
    await expect(artifacts.put("graph", "x", { arrays: { "a/b": new Int8Array(1) }, json: 0 })).rejects.toThrow(
      RangeError,
    );
    expect(await readdir(root)).toEqual(["graph"]);
    expect(await readdir(join(root, "graph"))).toEqual(["abc123"]);
  });
});
