import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, it } from "vitest";
import type { Workspace } from "../contract/workspace.ts";
import { sampleInputs, vectorsOf } from "../testing/sample-inputs.ts";
import { temporaryFolder, temporaryWorkspace } from "../testing/temporary-workspace.ts";
import { exportVectorFile } from "./export-vectors.ts";
import { importVectorFile } from "./import-vectors.ts";
import { writeNpyHeader } from "./npy-header.ts";

const dimension = 3;

async function prepared(
  count = 5,
): Promise<{ workspace: Workspace; numbers: Int32Array; ids: string[]; folder: string }> {
  const workspace = await temporaryWorkspace();
  const { numbers } = await workspace.samples.write("photos", sampleInputs(count));
  return { workspace, numbers, ids: await workspace.samples.numbersToIds(numbers), folder: await temporaryFolder() };
}

/** Writes Parquet as other programs would. */
async function writeParquet(file: string, query: string): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(`copy (${query}) to '${file}' (format parquet)`);
  connection.closeSync();
  instance.closeSync();
}

describe("vector files", () => {
  it.each(["npy", "arrow", "parquet", "csv"])("%s takes vectors out and brings the same ones back", async (ending) => {
    const { workspace, numbers, folder } = await prepared(50);
    const { spaces, vectors } = workspace;
    await spaces.ensure({ name: "own", model: "test", modelHash: "1", dimension });
    const data = vectorsOf(numbers, dimension).map((value) => value / 7);
    await vectors.append("own", numbers, data);
    const out = join(folder, `vectors.${ending}`);
    const outcome = { dimension, rows: 50 };
    expect(await exportVectorFile(workspace, { dataset: "photos", out, space: "own" })).toEqual({
      space: "own",
      ...outcome,
    });
    expect(await importVectorFile(workspace, { dataset: "photos", file: out, space: "back" })).toEqual({
      space: "back",
      ...outcome,
    });
    expect(await vectors.read("back", numbers)).toEqual(data);
    expect((await readdir(folder)).filter((name) => name.includes("tmp"))).toEqual([]);
  });

  it("may be keyed by path, as lists or with a column a number", async () => {
    const { workspace, numbers, folder } = await prepared(3);
    const paths = sampleInputs(3).map((input) => input.path);
    const wide = join(folder, "wide.csv");
    await writeFile(wide, `path,a,b,c\n${paths.map((path, row) => `${path},${row},1.5,-2e3`).join("\n")}\n`);
    await importVectorFile(workspace, { dataset: "photos", file: wide, space: "wide" });
    expect(await workspace.vectors.read("wide", numbers)).toEqual(
      Float32Array.of(0, 1.5, -2000, 1, 1.5, -2000, 2, 1.5, -2000),
    );
    const listed = join(folder, "listed.csv");
    await writeFile(listed, `path,vector\n${paths.map((path, row) => `${path},"[${row}, 2]"`).join("\n")}\n`);
    await importVectorFile(workspace, { dataset: "photos", file: listed, space: "listed" });
    expect(await workspace.vectors.read("listed", numbers)).toEqual(Float32Array.of(0, 2, 1, 2, 2, 2));
    const doubles = join(folder, "doubles.parquet");
    await writeParquet(
      doubles,
      paths.map((path, row) => `select '${path}' as path, [${row}.5, 0.25]::double[] as embedding`).join(" union all "),
    );
    await importVectorFile(workspace, { dataset: "photos", file: doubles, space: "doubles" });
    expect(await workspace.vectors.read("doubles", numbers)).toEqual(Float32Array.of(0.5, 0.25, 1.5, 0.25, 2.5, 0.25));
  });

  it("may be .npy of doubles", async () => {
    const { workspace, numbers, ids, folder } = await prepared(2);
    const header = Buffer.from(writeNpyHeader(2, 2).toString("latin1").replace("<f4", "<f8"), "latin1");
    await writeFile(join(folder, "x.npy"), Buffer.concat([header, Buffer.from(Float64Array.of(1, 2, 3, 0.5).buffer)]));
    await writeFile(join(folder, "x.ids"), ids.join("\r\n"));
    await importVectorFile(workspace, { dataset: "photos", file: join(folder, "x.npy"), space: "x" });
    expect(await workspace.vectors.read("x", numbers)).toEqual(Float32Array.of(1, 2, 3, 0.5));
  });
});

describe("vector files that can't be used", () => {
  const objects = Buffer.concat([
    Buffer.from("\x93NUMPY\x01\x00\x76\x00", "latin1"),
    Buffer.from("{'descr': '|O', 'fortran_order': False, 'shape': (5, 3), }".padEnd(0x75)),
    Buffer.from("\ncos\nsystem\n"),
  ]);

  const cases: [string, string | Buffer, string][] = [
    ["objects.npy", objects, "unsupported_or_corrupt"],
    ["short.npy", Buffer.concat([writeNpyHeader(2_000_000_000, 3), Buffer.alloc(60)]), "unsupported_or_corrupt"],
    [
      "flat.npy",
      Buffer.concat([
        Buffer.from(writeNpyHeader(5, 3).toString("latin1").replace("(5, 3)", "(15,) "), "latin1"),
        Buffer.alloc(60),
      ]),
      "unsupported_or_corrupt",
    ],
    ["text.npy", "id,vector", "unsupported_or_corrupt"],
    ["text.arrow", "no arrow at all", "unsupported_or_corrupt"],
    ["text.parquet", "PAR1 no parquet PAR1", "unsupported_or_corrupt"],
    ["weights.pt", "PK", "unsupported_or_corrupt"],
    ["data.pickle", "cos\nsystem\n", "unsupported_or_corrupt"],
    ["vectors.txt", "1 2 3", "unsupported_format"],
    ["nameless.csv", "a,b\n1,2\n", "vector_ids"],
    ["empty.csv", "id,a,b\n", "unsupported_or_corrupt"],
  ];

  it("give the right code, and write nothing", async () => {
    const { workspace, ids, folder } = await prepared();
    for (const [name, content, code] of cases) {
      await writeFile(join(folder, name), content);
      if (name.endsWith(".npy")) await writeFile(join(folder, name.replace(".npy", ".ids")), ids.join("\n"));
      const attempt = importVectorFile(workspace, { dataset: "photos", file: join(folder, name), space: "x" });
      await expect(attempt, name).rejects.toMatchObject({ code });
    }
    expect(await workspace.spaces.list()).toEqual([]);
  });

  it("are refused whole for bad rows, naming the first ten", async () => {
    const { workspace, ids, folder } = await prepared(30);
    const file = join(folder, "x.csv");
    const attempt = async (rows: string[]) => {
      await writeFile(file, `id,a,b\n${rows.join("\n")}\n`);
      return importVectorFile(workspace, { dataset: "photos", file, space: "x" });
    };
    const good = ids.map((id, row) => `${id},${row},1`);
    await expect(attempt(good.map((row, at) => (at % 2 ? row.replace(/,1$/, ",nan") : row)))).rejects.toMatchObject({
      code: "vector_not_finite",
      details: { rows: [1, 3, 5, 7, 9, 11, 13, 15, 17, 19], count: 15 },
    });
    await expect(attempt([...good, good[3]])).rejects.toMatchObject({ code: "vector_ids", details: { rows: [30] } });
    await expect(attempt([...good, "nobody,1,1"])).rejects.toMatchObject({
      code: "vector_ids",
      details: { rows: [30], keys: ["nobody"] },
    });
    expect(await workspace.spaces.list()).toEqual([]);
    await expect(
      importVectorFile(workspace, { dataset: "photos", file: join(folder, "nope.csv"), space: "x" }),
    ).rejects.toMatchObject({ code: "path_not_found" });
  });

  it("do not fit a space of another dimension or model", async () => {
    const { workspace, ids, folder } = await prepared(2);
    const file = join(folder, "x.csv");
    await writeFile(file, `id,a,b\n${ids.map((id) => `${id},1,2`).join("\n")}\n`);
    await importVectorFile(workspace, { dataset: "photos", file, space: "x" });
    await writeFile(file, `id,a,b,c\n${ids.map((id) => `${id},1,2,3`).join("\n")}\n`);
    await expect(importVectorFile(workspace, { dataset: "photos", file, space: "x" })).rejects.toMatchObject({
      code: "vector_dimension",
    });
    await workspace.spaces.ensure({ name: "clip", model: "clip", modelHash: "1", dimension: 3 });
    await expect(importVectorFile(workspace, { dataset: "photos", file, space: "clip" })).rejects.toMatchObject({
      code: "model_mismatch",
    });
    await expect(
      exportVectorFile(workspace, { dataset: "photos", out: join(folder, "y.npy"), space: "clip" }),
    ).rejects.toMatchObject({ code: "not_embedded" });
    expect(await readFile(file, "utf8")).toContain("id,a,b,c");
  });
});
