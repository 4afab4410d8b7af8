import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blobs, type MadeWorkspace, makeWorkspace } from "../testing/made-workspace.ts";

describe("listFolder", () => {
  let made: MadeWorkspace;
  let folder: string;
  beforeAll(async () => {
    made = await makeWorkspace(blobs([4, 4]));
    folder = await mkdtemp(join(tmpdir(), "gleaner-folder-"));
    for (const name of ["b10", "b9", ".hidden"]) await mkdir(join(folder, name));
    for (const name of ["one.JPG", "two.png", "labels.csv", "notes.txt", ".env"])
      await writeFile(join(folder, name), "");
    await symlink(join(folder, "b9"), join(folder, "link"));
    await symlink(join(folder, "nowhere"), join(folder, "broken"));
  });
  afterAll(async () => {
    await made.close();
    await rm(folder, { recursive: true, force: true });
  });

  const list = (path?: string) => made.engine.call("listFolder", { path });

  it("tells folders, dataset files and how many images; nothing hidden, nothing else", async () => {
    expect(await list(folder)).toEqual({
      path: folder,
      parent: dirname(folder),
      folders: ["b9", "b10", "link"],
      files: ["labels.csv"],
      images: 2,
      complete: true,
    });
  });

  it("starts at the home folder and ends at the root", async () => {
    expect((await list()).path).toBe(homedir());
    expect((await list("/")).parent).toBeNull();
  });

  it("says what is wrong with a path", async () => {
    await expect(list(join(folder, "nowhere"))).rejects.toMatchObject({ code: "path_not_found" });
    await expect(list(join(folder, "labels.csv"))).rejects.toThrow(/no folder/);
  });
});
