import fc from "fast-check";
import { expect, test } from "vitest";
import { guardCell, readCell } from "./formula-cell.ts";
import { formatList, parseList } from "./list-cell.ts";

const text = fc.string({
  unit: fc.constantFrom("'", "=", "+", "-", "@", "\t", "\r", "1", "a", "|", "[", "]", '"', ","),
});

test("a guarded cell gives its text back and starts no formula", () => {
  fc.assert(
    fc.property(text, (value) => {
      const cell = guardCell(value);
      expect(readCell(cell)).toBe(value);
      expect(/^[=+\-@\t\r]/.test(cell) && Number.isNaN(Number(cell))).toBe(false);
    }),
    { numRuns: 1000 },
  );
});

test("a list of words comes back from its cell", () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 4 }), (words) => {
      const clean = [...new Set(words.map((word) => word.trim()).filter((word) => word !== ""))];
      expect(parseList(formatList(clean))).toEqual(clean);
    }),
    { numRuns: 1000 },
  );
});
