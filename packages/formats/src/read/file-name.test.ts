import fc from "fast-check";
import { expect, test } from "vitest";
import { fileLocation, fileNameText } from "./file-name.ts";

/** Names that try the escapes: any bytes, and text made of backslashes, `x` and hex digits. */
const names = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 40 }),
  fc.string({ unit: fc.constantFrom("\\", "x", "f", "0", "é", "\u{1f600}"), maxLength: 12 }).map((s) => Buffer.from(s)),
);

test("the bytes of every name come back from its text", () => {
  fc.assert(
    fc.property(names, (bytes) => {
      expect(Buffer.from(fileLocation(fileNameText(bytes)))).toEqual(Buffer.from(bytes));
    }),
    { numRuns: 500 },
  );
});

test("texts are well-formed, and different names have different ones", () => {
  fc.assert(
    fc.property(names, names, (a, b) => {
      expect(fileNameText(a).isWellFormed()).toBe(true);
      expect(fileNameText(a) === fileNameText(b)).toBe(Buffer.compare(a, b) === 0);
    }),
    { numRuns: 500 },
  );
});

test("ordinary names stay as they are", () => {
  for (const name of ["cat.jpg", "e\u0301.png", "back\\slash", "\u{1f600} it's\n", "a\\xyz"]) {
    expect(fileNameText(Buffer.from(name))).toBe(name);
    expect(fileLocation(name)).toBe(name);
  }
});
