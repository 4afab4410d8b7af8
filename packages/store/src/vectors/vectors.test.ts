import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { tableFromIPC } from "apache-arrow";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Workspace } from "../contract/workspace.ts";
import { sampleInput, sampleInputs, vectorsOf } from "../testing/sample-inputs.ts";
import { openTemporary, temporaryWorkspace } from "../testing/temporary-workspace.ts";

const dimension = 6;

/** Samples with numbers from 1, and the space `default`. */
async function prepared(count: number): Promise<{ workspace: Workspace; numbers: Int32Array }> {
  const workspace = await temporaryWorkspace();
  const { numbers } = await workspace.samples.write("photos", sampleInputs(count));
  await workspace.spaces.ensure({ name: "default", model: "test", modelHash: "1", dimension });
  return { workspace, numbers };
}

describe("vectors", () => {
  it("come back in any order of numbers, from any mixture of shards", async () => {
    const { workspace, numbers } = await prepared(60);
    const { vectors } = workspace;
    for (const [start, end] of [
      [0, 10],
      [10, 11],
      [30, 60],
      [11, 30],
    ]) {
      const part = numbers.subarray(start, end);
      expect(await vectors.append("default", part, vectorsOf(part, dimension))).toMatchObject({ rows: part.length });
    }
    const order = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(order, fc.nat(20), fc.integer({ min: 1, max: 30 }), async (wanted, start, count) => {
        const source = await vectors.source("default", Int32Array.from(wanted));
        expect(source).toMatchObject({ n: wanted.length, dimension });
        const from = Math.min(start, wanted.length);
        const rows = Math.min(count, wanted.length - from);
        const target = new Float32Array(rows * dimension);
        await source.read(from, rows, target);
        expect(target).toEqual(vectorsOf(wanted.slice(from, from + rows), dimension));
        const scattered = Int32Array.from({ length: rows }, (_, i) => (7 * i + start) % wanted.length);
        await source.gather(scattered, target);
        expect(target).toEqual(
          vectorsOf(
            [...scattered].map((row) => wanted[row]),
            dimension,
          ),
        );
      }),
      { numRuns: 30 },
    );
  });

  it("are replaced by newer ones, and missing again when the content changes", async () => {
    const { workspace, numbers } = await prepared(4);
    const { vectors, samples } = workspace;
    expect(await vectors.missing("default", numbers)).toEqual(numbers);
    await vectors.append("default", numbers, vectorsOf(numbers, dimension));
    const newer = Int32Array.of(3, 1);
    await vectors.append("default", newer, vectorsOf(newer, dimension, 1));
    expect(await vectors.read("default", [1, 2])).toEqual(
      Float32Array.of(...vectorsOf([1], dimension, 1), ...vectorsOf([2], dimension)),
    );
    await samples.write("photos", [sampleInput(1, { content: "changed" })]);
    expect(await vectors.missing("default", numbers)).toEqual(Int32Array.of(2));
    expect(await vectors.present("default", Int32Array.of(4, 2, 1))).toEqual(Int32Array.of(4, 1));
    expect(await vectors.numbers("default", ["photos"])).toEqual(Int32Array.of(1, 3, 4));
    await expect(vectors.read("default", numbers)).rejects.toMatchObject({
      code: "not_embedded",
      details: { missing: 1 },
    });
  });

  it("are not written for content that changed while they were made", async () => {
    const { workspace, numbers } = await prepared(3);
    const contentHashes = sampleInputs(3).map((input) => input.contentHash);
    await workspace.samples.write("photos", [sampleInput(1, { content: "changed" })]);
    const outcome = await workspace.vectors.append("default", numbers, vectorsOf(numbers, dimension), {
      contentHashes,
    });
    expect(outcome).toMatchObject({ rows: 2, zero: [], superseded: [1] });
    expect(await workspace.vectors.missing("default", numbers)).toEqual(Int32Array.of(2));
    expect(await workspace.vectors.read("default", [3])).toEqual(vectorsOf([3], dimension));
  });

  it("are refused as a batch before anything is written", async () => {
    const { workspace, numbers } = await prepared(30);
    const { vectors, folder } = workspace;
    const bad = vectorsOf(numbers, dimension);
    for (let row = 5; row < 25; row++) bad[row * dimension + 2] = row % 2 ? Number.NaN : Number.POSITIVE_INFINITY;
    await expect(vectors.append("default", numbers, bad)).rejects.toMatchObject({
      code: "vector_not_finite",
      details: { rows: [5, 6, 7, 8, 9, 10, 11, 12, 13, 14], count: 20 },
    });
    await expect(vectors.append("default", numbers, bad.subarray(1))).rejects.toMatchObject({
      code: "vector_dimension",
    });
    await expect(
      vectors.append("default", Int32Array.of(1, 2, 1), new Float32Array(3 * dimension)),
    ).rejects.toMatchObject({ code: "vector_ids", details: { rows: [2] } });
    await expect(vectors.append("nope", numbers, bad)).rejects.toMatchObject({ code: "space_not_found" });
    expect(await vectors.missing("default", numbers)).toEqual(numbers);
    expect(await readdir(folder)).not.toContain("vectors");
  });

  it("of zero length are stored and named", async () => {
    const { workspace, numbers } = await prepared(3);
    const data = vectorsOf(numbers, dimension).fill(0, dimension, 2 * dimension);
    expect(await workspace.vectors.append("default", numbers, data)).toMatchObject({ rows: 3, zero: [1] });
  });

  it("have a fingerprint that changes exactly when they do", async () => {
    const { workspace, numbers } = await prepared(5);
    const { vectors } = workspace;
    for (const number of numbers) {
      await vectors.append("default", Int32Array.of(number), vectorsOf([number], dimension));
    }
    const before = await vectors.fingerprint("default", numbers);
    expect(await vectors.fingerprint("default", numbers.toReversed())).not.toBe(before);
    expect(await vectors.compact("default")).toBe(1);
    expect(await vectors.fingerprint("default", numbers)).toBe(before);
    expect(await vectors.read("default", numbers)).toEqual(vectorsOf(numbers, dimension));
    await vectors.append("default", Int32Array.of(2), vectorsOf([2], dimension));
    expect(await vectors.fingerprint("default", numbers)).not.toBe(before);
  });

  it("can be read while shards are merged, and old files are gone after reopening", async () => {
    const { workspace, numbers } = await prepared(20);
    const { vectors, folder } = workspace;
    for (let start = 0; start < 20; start += 5) {
      const part = numbers.subarray(start, start + 5);
      await vectors.append("default", part, vectorsOf(part, dimension));
    }
    const source = await vectors.source("default", numbers);
    await vectors.compact("default");
    const target = new Float32Array(20 * dimension);
    await source.read(0, 20, target);
    expect(target).toEqual(vectorsOf(numbers, dimension));
    await workspace.close();
    const reopened = await openTemporary(folder, {});
    expect(await readdir(join(folder, "vectors", "1"))).toHaveLength(1);
    expect(await reopened.vectors.read("default", numbers)).toEqual(vectorsOf(numbers, dimension));
  });
});

describe("a merge of shards", () => {
  it("never shows in what others read at the same time", async () => {
    const { workspace, numbers } = await prepared(40);
    const { vectors } = workspace;
    const expected = vectorsOf(numbers, dimension);
    await vectors.append("default", numbers, expected);
    let merging = true;
    const reading = async () => {
      while (merging) expect(await vectors.read("default", numbers)).toEqual(expected);
    };
    const readers = [reading(), reading()];
    for (let round = 0; round < 30; round++) {
      const part = numbers.subarray(round, round + 10);
      await vectors.append("default", part, vectorsOf(part, dimension));
      await vectors.compact("default");
    }
    merging = false;
    await Promise.all(readers);
  });
});

describe("shards", () => {
  it("are Arrow files with the sample ids that other programs can read", async () => {
    const { workspace, numbers } = await prepared(3);
    await workspace.vectors.append("default", numbers, vectorsOf(numbers, dimension));
    const [name] = await readdir(join(workspace.folder, "vectors", "1"));
    const table = tableFromIPC(await readFile(join(workspace.folder, "vectors", "1", name)));
    expect(table.schema.toString()).toContain("vector: FixedSizeList[6]<Float32>");
    expect([...(table.getChild("id") ?? [])]).toEqual(await workspace.samples.numbersToIds(numbers));
    expect(table.getChild("vector")?.get(1)?.toArray()).toEqual(vectorsOf([2], dimension));
  });
});

describe("spaces", () => {
  it("hold the vectors of one model", async () => {
    const { workspace, numbers } = await prepared(2);
    const { spaces, vectors } = workspace;
    const same = { name: "default", model: "test", modelHash: "1", dimension };
    await vectors.append("default", numbers, vectorsOf(numbers, dimension));
    expect(await spaces.ensure(same)).toMatchObject({ name: "default", unit: "sample", vectors: 2 });
    await expect(spaces.ensure({ ...same, modelHash: createHash("md5").digest("hex") })).rejects.toMatchObject({
      code: "model_mismatch",
    });
    await expect(spaces.ensure({ ...same, dimension: 7 })).rejects.toMatchObject({ code: "vector_dimension" });
    expect((await workspace.datasets.get("photos")).spaces).toEqual(["default"]);
    await spaces.delete("default");
    expect(await spaces.list()).toEqual([]);
    await expect(spaces.get("default")).rejects.toMatchObject({ code: "space_not_found" });
  });
});
