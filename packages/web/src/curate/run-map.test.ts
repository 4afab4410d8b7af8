import { describe, expect, it } from "vitest";
import { missingCode } from "../api/maps.ts";
import { codesOf } from "./run-map.ts";

describe("what was chosen on a map", () => {
  it("is the first slice that holds a point, or none", () => {
    const { codes, counts } = codesOf([Uint8Array.of(0b1), Uint8Array.of(0b1011, 0b1)], 10);
    expect([...codes]).toEqual([0, 1, missingCode, 1, ...Array(4).fill(missingCode), 1, missingCode]);
    expect(counts).toEqual([1, 3]);
  });
});
