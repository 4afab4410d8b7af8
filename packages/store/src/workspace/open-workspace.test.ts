import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Catalog } from "../catalog/catalog.ts";
import { migrate, migrations } from "../catalog/migrate.ts";
import { sampleInputs } from "../testing/sample-inputs.ts";
import { openTemporary, temporaryFolder } from "../testing/temporary-workspace.ts";
import { openWorkspace } from "./open-workspace.ts";

async function catalogOf(folder: string): Promise<Catalog> {
  return Catalog.open(join(folder, "catalog.duckdb"), { readOnly: false, temporary: join(folder, "tmp") });
}

describe("openWorkspace", () => {
  it("makes a workspace only when asked to", async () => {
    const folder = join(await temporaryFolder(), "deep", "workspace");
    await expect(openWorkspace(folder)).rejects.toMatchObject({ code: "path_not_found" });
    const made = await openTemporary(folder);
    expect(await made.datasets.list()).toEqual([]);
    await made.close();
    await (await openTemporary(folder, {})).close();
  });

  it("refuses a second holder, naming the first", async () => {
    const { folder } = await openTemporary(join(await temporaryFolder(), "workspace"));
    await expect(openWorkspace(folder)).rejects.toMatchObject({
      code: "workspace_locked",
      details: { pid: process.pid },
    });
    await expect(openWorkspace(folder, { readOnly: true })).rejects.toMatchObject({ code: "workspace_locked" });
  });

  it("reads without the right to write, and says so when a change is tried", async () => {
    const folder = join(await temporaryFolder(), "workspace");
    const writer = await openTemporary(folder);
    await writer.samples.write(
      "photos",
      sampleInputs(3, () => ({ labels: [{ class: "cat" }] })),
    );
    await writer.close();
    const before = (await readdir(folder)).sort();
    const reader = await openTemporary(folder, { readOnly: true });
    const cats = await reader.samples.numbers({ where: 'label = "cat"' });
    expect(cats).toHaveLength(3);
    expect(await reader.samples.count({ within: cats })).toBe(3);
    await expect(reader.tags.change(cats, { add: ["night"] })).rejects.toMatchObject({ code: "workspace_read_only" });
    await reader.close();
    expect((await readdir(folder)).sort()).toEqual(before);
  });

  it("refuses a catalog of a newer program and leaves it alone", async () => {
    const folder = join(await temporaryFolder(), "workspace");
    await (await openTemporary(folder)).close();
    const catalog = await catalogOf(folder);
    await catalog.transaction((connection) =>
      connection.change("insert into schema_version values (999, now()::timestamp)"),
    );
    await catalog.close();
    await expect(openWorkspace(folder)).rejects.toMatchObject({
      code: "workspace_newer",
      details: { version: 999, known: migrations.length },
    });
    await expect(openWorkspace(folder)).rejects.toMatchObject({ code: "workspace_newer" });
  });

  it("sweeps what a crash left unfinished and keeps everything else", async () => {
    const folder = join(await temporaryFolder(), "workspace");
    const workspace = await openTemporary(folder);
    await workspace.artifacts.put("graph", "abc", { arrays: {}, json: 1 });
    await workspace.close();
    await mkdir(join(folder, "vectors", "1"), { recursive: true });
    await mkdir(join(folder, "artifacts", "graph", "def.123.tmp"));
    await writeFile(join(folder, "vectors", "1", "7.arrow.99.tmp"), "half");
    await writeFile(join(folder, "vectors", "1", "8.arrow"), "registered by nobody");
    await writeFile(join(folder, "notes.txt"), "mine");
    const reopened = await openTemporary(folder, {});
    expect(await readdir(join(folder, "vectors", "1"))).toEqual([]);
    expect(await readdir(join(folder, "artifacts", "graph"))).toEqual(["abc"]);
    expect(await readFile(join(folder, "notes.txt"), "utf8")).toBe("mine");
    expect(reopened.notices).toEqual([]);
  });

  it("tells which jobs were interrupted", async () => {
    const folder = join(await temporaryFolder(), "workspace");
    const workspace = await openTemporary(folder);
    const job = await workspace.jobs.create("import", { dataset: "photos" });
    await workspace.jobs.update(job.id, { state: "running", done: 5 });
    await workspace.close();
    const reopened = await openTemporary(folder, {});
    expect(reopened.notices.join()).toContain("1 job was interrupted");
    expect(await reopened.jobs.interrupted()).toMatchObject([
      { id: job.id, state: "failed", done: 5, request: { dataset: "photos" } },
    ]);
  });
});

describe("migrate", () => {
  const next = ["alter table samples add column mood varchar", "update samples set mood = 'calm'"];

  it("brings data along, after a backup", async () => {
    const folder = await temporaryFolder();
    const catalog = await catalogOf(folder);
    let backups = 0;
    const backUp = async () => {
      backups++;
    };
    await migrate(catalog, backUp);
    expect(backups).toBe(0);
    await migrate(catalog, backUp, [...migrations, next]);
    expect(backups).toBe(1);
    expect(await catalog.rows("select mood from samples")).toEqual([]);
    await catalog.close();
  });

  it("leaves the old version whole when a step fails, and succeeds at the next try", async () => {
    const folder = await temporaryFolder();
    const catalog = await catalogOf(folder);
    const backUp = async () => undefined;
    await migrate(catalog, backUp);
    await expect(migrate(catalog, backUp, [...migrations, [next[0], "select no_such_function()"]])).rejects.toThrow();
    await expect(catalog.rows("select mood from samples")).rejects.toThrow(/mood/);
    await migrate(catalog, backUp, [...migrations, next]);
    await catalog.rows("select mood from samples");
    await catalog.close();
  });
});
