import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { varint } from "./protobuf.ts";

function decodeVarint(bytes: readonly number[]): bigint {
  return bytes.reduceRight((value, byte) => (value << 7n) | BigInt(byte & 127), 0n);
}

describe("varint", () => {
  it("holds every integer, negative ones as 64-bit two's complement", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        const bytes = varint(value);
        expect(BigInt.asIntN(64, decodeVarint(bytes))).toBe(BigInt(value));
        expect(bytes.findIndex((byte) => byte < 128)).toBe(bytes.length - 1);
      }),
    );
  });
});
