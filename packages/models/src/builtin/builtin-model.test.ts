import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Embedder, openModel } from "../runtime/embedder.ts";
import { builtinModel } from "./builtin-model.ts";
import { goldenPictures } from "./golden-pictures.ts";

const { names, pixels } = goldenPictures();
const { dimension } = builtinModel;
let cache: string;
let embedder: Embedder;
let vectors: Float32Array;

beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), "gleaner-cache-"));
  vi.stubEnv("GLEANER_CACHE", cache);
  embedder = await openModel(builtinModel, { threads: 2 });
  vectors = await embedder.embed(pixels, names.length);
});
afterAll(async () => {
  await embedder.close();
  vi.unstubAllEnvs();
  await rm(cache, { recursive: true });
});

const row = (index: number) => vectors.subarray(index * dimension, (index + 1) * dimension);

describe("the built-in model", () => {
  it("gives the golden vectors", async () => {
    const golden: Record<string, string> = JSON.parse(
      await readFile(new URL("./golden-vectors.json", import.meta.url), "utf8"),
    );
    expect(Object.keys(golden)).toEqual(names);
    for (const [index, name] of names.entries()) {
      const expected = golden[name]!.split(" ").map((tenThousandths) => Number(tenThousandths) / 10_000);
      const farthest = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - row(index)[i]!)), 0);
      expect(expected).toHaveLength(dimension);
      expect(farthest, name).toBeLessThan(1e-3);
    }
  });

  it("gives unit vectors whose two halves weigh the same", () => {
    for (const index of names.keys()) {
      const squares = row(index).map((value) => value * value);
      expect(squares.subarray(0, 448).reduce((sum, square) => sum + square)).toBeCloseTo(0.5, 5);
      expect(squares.subarray(448).reduce((sum, square) => sum + square)).toBeCloseTo(0.5, 5);
    }
  });

  it("reads shared pixels in place, in many calls at once, in the order of the pictures", async () => {
    const picture = pixels.length / names.length;
    const shared = new Uint8Array(new SharedArrayBuffer(7 * picture));
    const drawn = [3, 0, 1, 2, 2, 0, 3];
    for (const [at, index] of drawn.entries())
      shared.set(pixels.subarray(index * picture, (index + 1) * picture), at * picture);
    const [all, ...single] = await Promise.all([
      embedder.embed(shared, 7),
      ...drawn.map((_, at) => embedder.embed(shared.subarray(at * picture, (at + 1) * picture), 1)),
    ]);
    for (const [at, index] of drawn.entries()) {
      expect(distance(all.subarray(at * dimension, (at + 1) * dimension), row(index))).toBeLessThan(1e-4);
      expect(distance(single[at]!, row(index))).toBeLessThan(1e-4);
    }
  });

  it("leaves the caller's pixels as they are", async () => {
    const before = Uint8Array.from(pixels);
    await embedder.embed(pixels, names.length);
    expect(Buffer.compare(pixels, before)).toBe(0);
  });

  it("refuses pixels of another length", async () => {
    await expect(embedder.embed(pixels, 3)).rejects.toMatchObject({ code: "bad_request" });
  });

  it("refuses a number of threads that is none", async () => {
    for (const threads of [0, 1.5, Number.NaN])
      await expect(openModel(builtinModel, { threads })).rejects.toMatchObject({ code: "bad_request" });
  });

  it("embeds nothing to nothing", async () => {
    expect(await embedder.embed(new Uint8Array(), 0)).toHaveLength(0);
  });
});

function distance(a: Float32Array, b: Float32Array): number {
  return Math.hypot(...a.map((value, i) => value - b[i]!));
}
