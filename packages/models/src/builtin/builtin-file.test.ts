import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bytesHash } from "../fingerprint.ts";
import { type BuiltinLocations, builtinSha256, locateBuiltinModel, writeBuiltinModel } from "./builtin-file.ts";

let folder: string;
let locations: BuiltinLocations;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gleaner-builtin-"));
  locations = { shipped: join(folder, "builtin.onnx"), cached: join(folder, "cache", "models", "builtin.onnx") };
});
afterEach(() => rm(folder, { recursive: true }));

describe("the built-in model's file", () => {
  it("is made once, with the expected bytes, and leaves no temporary file", async () => {
    const file = await locateBuiltinModel(locations);
    expect(file).toBe(locations.cached);
    expect(bytesHash(await readFile(file))).toBe(builtinSha256);
    expect(await readdir(dirname(file))).toEqual(["builtin.onnx"]);
    const made = await stat(file);
    await locateBuiltinModel(locations);
    expect((await stat(file)).ino).toBe(made.ino);
  });

  it("is made again when the cached one is damaged", async () => {
    await writeBuiltinModel(locations.cached);
    await truncate(locations.cached, 1000);
    await locateBuiltinModel(locations);
    expect(bytesHash(await readFile(locations.cached))).toBe(builtinSha256);
  });

  it("is the shipped one where there is one", async () => {
    await writeBuiltinModel(locations.shipped);
    expect(await locateBuiltinModel(locations)).toBe(locations.shipped);
    await expect(stat(locations.cached)).rejects.toThrow("ENOENT");
  });

  it("refuses a damaged shipped file, naming it and both hashes", async () => {
    await writeFile(locations.shipped, "damaged");
    await expect(locateBuiltinModel(locations)).rejects.toMatchObject({
      code: "model_hash_mismatch",
      details: { file: locations.shipped, expected: builtinSha256, actual: bytesHash(Buffer.from("damaged")) },
    });
  });

  it("says how to choose another folder when the cache cannot be written", async () => {
    await writeFile(join(folder, "cache"), "a file where a folder should be");
    await expect(locateBuiltinModel(locations)).rejects.toMatchObject({
      code: "model_not_found",
      hint: expect.stringContaining("GLEANER_CACHE"),
    });
  });
});
