import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { openWorkspace, type Workspace } from "@gleaner/store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEngine } from "../create-engine.ts";
import type { Engine } from "../engine.ts";
import { colours, plainPng } from "../testing/plain-pictures.ts";

describe("import of images that lie in a Parquet file", () => {
  let folder: string;
  let workspace: Workspace;
  let engine: Engine;
  let file: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "gleaner-parquet-"));
    workspace = await openWorkspace(join(folder, "workspace"), { create: true });
    engine = await createEngine(workspace, { threads: 1 });
    file = join(folder, "train.parquet");
    const hex = (bytes: Uint8Array) => `unhex('${Buffer.from(bytes).toString("hex")}')`;
    const connection = await (await DuckDBInstance.create()).connect();
    await connection.run(
      `copy (select * from (values ({bytes: ${hex(plainPng(40, colours.red))}, path: 'red.png'}, 'warm'),
        ({bytes: ${hex(plainPng(30, colours.blue))}, path: null}, 'cold'), ({bytes: 'no image'::blob, path: null}, 'warm')) t(image, label))
       to '${file}' (format parquet)`,
    );
    connection.closeSync();
  });
  afterAll(async () => {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  });
  const run = (dryRun = false) => engine.call("import", { paths: [file], dataset: "rows", dryRun });

  it("writes nothing on a dry run", async () => {
    expect(await run(true)).toMatchObject({ format: "parquet", added: 2, skipped: [{ code: "type_mismatch" }] });
    expect(await workspace.datasets.has("rows")).toBe(false);
  });

  it("keeps the images in the workspace, where they are shown and embedded from, and knows them again", async () => {
    expect(await run()).toMatchObject({ added: 2, samples: 2, labels: 2, skipped: [{ path: "train/2" }] });
    const { samples } = await engine.call("query", { datasets: ["rows"] });
    expect(samples.map(({ path, labels, width }) => [path, labels, width])).toEqual([
      ["red.png", ["warm"], 40],
      ["train/1.png", ["cold"], 30],
    ]);
    expect(samples[0].file.startsWith(folder)).toBe(true);
    await rm(file);
    const { type, bytes } = await engine.media(samples[0].id, "full");
    expect([type, [...bytes]]).toEqual(["image/png", [...plainPng(40, colours.red)]]);
  });
});
