import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Catalog } from "../catalog/catalog.ts";
import { isOutdated, migrate, migrations } from "../catalog/migrate.ts";
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
    const dead = { pid: process.pid, host: hostname(), since: new Date().toISOString(), started: "another boot:1" };
    await writeFile(join(folder, "lock.json"), JSON.stringify(dead));
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

describe("migrations", () => {
  const next = ["alter table samples add column mood varchar", "update samples set mood = 'calm'"];

  it("bring a catalog along, and leave the old version whole when a step fails", async () => {
    const folder = await temporaryFolder();
    const catalog = await catalogOf(folder);
    expect(await isOutdated(catalog)).toBe(false);
    await migrate(catalog);
    expect(await isOutdated(catalog)).toBe(false);
    expect(await isOutdated(catalog, [...migrations, next])).toBe(true);
    await expect(migrate(catalog, [...migrations, [next[0], "select no_such_function()"]])).rejects.toThrow();
    await expect(catalog.rows("select mood from samples")).rejects.toThrow(/mood/);
    await migrate(catalog, [...migrations, next]);
    expect(await catalog.rows("select mood from samples")).toEqual([]);
    await catalog.close();
  });

  it("are taken after a backup, when an older program made the workspace", async () => {
    const folder = join(await temporaryFolder(), "workspace");
    await mkdir(folder);
    const old = await catalogOf(folder);
    await migrate(old, migrations.slice(0, 1));
    await old.transaction((connection) =>
      connection.change("insert into datasets values (1, 'photos', 'photos', now()::timestamp)"),
    );
    await old.close();
    await expect(openWorkspace(folder, { readOnly: true })).rejects.toMatchObject({ code: "workspace_read_only" });
    const workspace = await openTemporary(folder, {});
    expect(await readdir(join(folder, "backups"))).toEqual(["catalog.duckdb"]);
    expect((await workspace.datasets.list()).map((dataset) => dataset.name)).toEqual(["photos"]);
  });
});
