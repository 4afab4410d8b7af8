import { afterEach, describe, expect, it, vi } from "vitest";
import { fetchMap, fetchMapColors, joinedMasks } from "./maps.ts";

const scope = { space: "default", datasets: ["a b", "c&d"] };

function answer(body: Uint8Array<ArrayBuffer>, headers: Record<string, string>): string[] {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (url: string) => {
    asked.push(url);
    return new Response(body, { headers });
  });
  return asked;
}

afterEach(() => vi.unstubAllGlobals());

describe("binary maps", () => {
  it("reads points from their four arrays", async () => {
    const buffer = new ArrayBuffer(40);
    new Int32Array(buffer, 0, 2).set([7, 9]);
    new Float32Array(buffer, 8, 4).set([0.5, -1, 2, 3]);
    new Int32Array(buffer, 24, 2).set([4, 5]);
    new Int32Array(buffer, 32, 2).set([1, 30]);
    const asked = answer(new Uint8Array(buffer), { "x-gleaner-shape": "2" });
    const map = await fetchMap(scope);
    expect(map.n).toBe(2);
    expect([...map.numbers, ...map.positions, ...map.clusters, ...map.clusterSizes]).toEqual([
      7, 9, 0.5, -1, 2, 3, 4, 5, 1, 30,
    ]);
    expect(new URL(asked[0], "http://localhost").searchParams.get("datasets")).toBe("a b,c&d");
  });

  it("refuses a body that does not have the announced size", async () => {
    answer(new Uint8Array(12), { "x-gleaner-shape": "2" });
    await expect(fetchMap(scope)).rejects.toMatchObject({ code: "internal", hint: expect.stringContaining("Reload") });
  });

  it("reads classes and numbers with their legends", async () => {
    const categories = [{ name: "<b>é</b>", count: 2 }];
    answer(new Uint8Array(Uint16Array.of(0, 65535).buffer), {
      "x-gleaner-legend": encodeURIComponent(JSON.stringify({ kind: "categories", categories })),
    });
    expect(await fetchMapColors(scope, "label", 2)).toMatchObject({ kind: "categories", categories });

    answer(new Uint8Array(Float32Array.of(Number.NaN).buffer), {
      "x-gleaner-legend": encodeURIComponent(JSON.stringify({ kind: "number", min: null, max: null })),
    });
    expect(await fetchMapColors(scope, "outlier", 1)).toMatchObject({ kind: "number", min: 0, max: 0 });
  });
});

describe("masks", () => {
  it("hold together what any of them holds", () => {
    const first = Uint8Array.of(0b1, 0);
    expect([...joinedMasks([first, Uint8Array.of(0b110, 0b1)])]).toEqual([0b111, 0b1]);
    expect([...first]).toEqual([0b1, 0]);
    expect([...joinedMasks([])]).toEqual([]);
  });
});
