import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { type JsonElement, JsonScanner, parseElement, scanJson } from "./json-scanner.ts";

function scan(text: string | Buffer, pieces: number, wanted: string[] | null = null): JsonElement[] {
  const bytes = Buffer.from(text);
  const scanner = new JsonScanner("x.json", (section) => wanted === null || wanted.includes(section));
  const found: JsonElement[] = [];
  for (let at = 0; at < bytes.length; at += pieces) found.push(...scanner.push(bytes.subarray(at, at + pieces)));
  scanner.end();
  return found;
}

const values = (elements: JsonElement[]): unknown[] =>
  elements.map((element) => {
    const parsed = parseElement(element);
    return typeof parsed === "string" ? parsed : parsed.value;
  });

const lists = fc.dictionary(fc.string({ maxLength: 6 }), fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 5 }), {
  noNullPrototype: true,
});
const spaces = fc.constantFrom(undefined, 1, "\t\n");

describe("every element of every list is found", () => {
  test.each([1, 2, 3, 7, 1000])("in pieces of %i bytes", (pieces) => {
    fc.assert(
      fc.property(lists, spaces, (object, indent) => {
        const text = JSON.stringify(object, null, indent);
        const found = scan(text, pieces);
        expect(values(found)).toEqual(Object.values(JSON.parse(text)).flat(1));
        expect(found.map(({ section, index }) => [section, index])).toEqual(
          Object.entries(object).flatMap(([section, list]) => list.map((_, index) => [section, index])),
        );
        const bytes = Buffer.from(text);
        for (const { offset, length, text } of found)
          expect(bytes.subarray(offset, offset + length).toString()).toBe(text);
      }),
    );
  });

  test("also where the file itself is a list", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.nat(20), (list, pieces) => {
        const text = JSON.stringify(list);
        expect(values(scan(text, pieces + 1))).toEqual(JSON.parse(text));
      }),
    );
  });
});

test("a byte-order mark and sections that nobody asked for are passed over", () => {
  const text = '\ufeff{"info": {"a": [1]}, "x": [[2], "]"], "n": -1.5e3, "s": "}", "y": [3]}';
  for (const pieces of [3, 5, 64]) expect(values(scan(text, pieces, ["y", "info"]))).toEqual([{ a: [1] }, 3]);
});

test.each([
  ["", "byte 0", "ends"],
  ['{"a": [1, 2', "byte 11", "ends"],
  ['{"a": [1 2]}', "byte 9", "comma"],
  ['{"a": [{"b": 1]}', "byte 14", "closes"],
  ['{"a": [1]} x', "byte 11", "follows"],
  ['{"a": [,]}', "byte 7", "value"],
  ["nothing", "byte 0", "neither"],
  ['{"a": [1], "a": [2]}', "byte 13", "twice"],
  ["{a: 1}", "byte 1", "quotes"],
  [`{"${"k".repeat(5000)}": 1}`, "byte", "4096"],
])("a broken frame is refused with its byte: %s", (text, byte, message) => {
  for (const pieces of [1, 4, 6000]) {
    expect(() => scan(text, pieces)).toThrow(expect.objectContaining({ code: "bad_record" }));
    expect(() => scan(text, pieces)).toThrow(message);
    expect(() => scan(text, 6000)).toThrow(byte);
  }
});

test("nesting of 10,000 levels costs one element, or the file where nobody could name it", () => {
  const deep = `${"[".repeat(10_000)}${"]".repeat(10_000)}`;
  expect(values(scan(`{"a": [1, ${deep}, 2]}`, 100))).toEqual([1, expect.stringContaining("64 levels"), 2]);
  expect(() => scan(`{"info": ${deep}, "a": []}`, 100, ["a"])).toThrow("64 levels");
});

test("what is broken inside an element is said with its byte", () => {
  expect(values(scan('{"a": [{"é": NaN}, {"b": 1}]}', 8))).toEqual([expect.stringContaining("byte 7"), { b: 1 }]);
});

test("keys named __proto__ change nothing", () => {
  const [value] = values(scan('{"a": [{"__proto__": {"polluted": 1}}]}', 8));
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  expect("polluted" in {}).toBe(false);
});

test("an element over 32 MiB is passed over, and memory stays bounded", async () => {
  const file = join(await temporaryFolder(), "big.json");
  await writeFile(file, `{"a": [1, "${"x".repeat(40 * 1024 * 1024)}", 2]}`);
  const found: JsonElement[] = [];
  for await (const elements of scanJson(file, () => true)) found.push(...elements);
  expect(values(found)).toEqual([1, expect.stringContaining("32 MiB"), 2]);
});
