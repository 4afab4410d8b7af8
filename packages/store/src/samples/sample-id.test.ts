import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { sampleId } from "./sample-id.ts";

describe("sampleId", () => {
  it("is the first 80 bits of SHA-256 in base32", () => {
    const bits = createHash("sha256").update("shoes\0photos\0a/b.jpg\0").digest().subarray(0, 10);
    const number = BigInt(`0x${bits.toString("hex")}`);
    const alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    const expected = Array.from({ length: 16 }, (_, at) => alphabet[Number((number >> BigInt(75 - 5 * at)) & 31n)]);
    expect(sampleId({ dataset: "shoes", root: "photos", path: "a/b.jpg" })).toBe(expected.join(""));
  });

  it("stays the same between releases", () => {
    expect(sampleId({ dataset: "digits", root: "mnist", path: "t10k-images-idx3-ubyte", row: 7 })).toBe(
      "imfhbk7jrtzkrg25",
    );
  });

  it("tells apart everything that makes another sample", () => {
    const ids = [
      { dataset: "a", root: "r", path: "p" },
      { dataset: "b", root: "r", path: "p" },
      { dataset: "a", root: "s", path: "p" },
      { dataset: "a", root: "r", path: "q" },
      { dataset: "a", root: "r", path: "p", row: 0 },
      { dataset: "a", root: "r", path: "p", row: 1 },
      { dataset: "a", root: "r", path: "Pe\u0301" },
      { dataset: "a", root: "r", path: "P\u00e9" },
    ].map(sampleId);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
