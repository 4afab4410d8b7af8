import { describe, expect, it } from "vitest";
import { GleanerError } from "../errors.ts";
import { anyOf, everything, type Filter } from "./ast.ts";
import { parseFilter } from "./parse.ts";
import { printFilter } from "./print.ts";

const field = (name: "width" | "label" | "tags" | "created_at" | "path" | "duplicate") =>
  ({ kind: "field", name }) as const;

function problemOf(text: string, unit: "sample" | "object" = "sample") {
  try {
    parseFilter(text, { unit });
  } catch (error) {
    if (error instanceof GleanerError) return error;
    throw error;
  }
  throw new Error(`parsed: ${text}`);
}

describe("parseFilter", () => {
  it("gives a typed tree", () => {
    expect(parseFilter('width >= 640 and "night" in tags')).toEqual({
      kind: "and",
      filters: [
        { kind: "comparison", left: field("width"), operator: ">=", right: { type: "number", value: 640 } },
        { kind: "comparison", left: field("tags"), operator: "=", right: { type: "text", value: "night" } },
      ],
    } satisfies Filter);
  });

  it("takes empty text as the filter of everything", () => {
    expect(parseFilter(" \n")).toEqual(everything);
    expect(printFilter(everything)).toBe("");
  });

  it.each([
    ['split = "a" or split = "b" and width > 1', 'split = "a" or (split = "b" and width > 1)'],
    ["not width = 1 and height = 2", "(not width = 1) and height = 2"],
    ["not (width = 1 or height = 2)", "not(width=1 or height=2)"],
    ['label != "a"', 'not label = "a"'],
    ['label not in ("a")', 'not label in ("a")'],
    ["label is not null", "not label is null"],
    ['path not like "a%"', 'not path like "a%"'],
    ['"night" not in tags', 'not "night" in tags'],
    ['"night" in tags', 'tags = "night"'],
    ["nn_distance > 0.4", "nnDistance > .4"],
    ["width < 100 AND NOT height > 1E2 OR True", "width < 100 and not height > 100 or true"],
    ["duplicate and width > 1", "duplicate = true and width > 1"],
    ["(width = 1 or height = 1) or bytes = 1", "width = 1 or height = 1 or bytes = 1"],
    ['created_at > "2026-01-31"', "created_at > 2026-01-31"],
    ["created_at > 2026-01-31T12:00", "created_at > 2026-01-31T13:00:00.000+01:00"],
    ["count(objects) > 1", "count(objects where true) > 1"],
    ['meta.exif.camera = "A"', 'meta."exif.camera" = "A"'],
    [
      'count(objects where attr.occluded = true and attr."odd name" in ("a", 2)) > 1',
      'count(objects where attr.occluded = true and attr."odd name" in ("a", 2)) > 1',
    ],
    ["width\u00a0>\t1\n", "width>1"],
    ['path contains "C:\\temp"', 'path contains "C:\\\\temp"'],
  ])("reads %s as %s", (one, other) => {
    expect(parseFilter(one)).toEqual(parseFilter(other));
  });

  it.each([
    'dataset = "shoes" and label = "boot" and width >= 640 and "night" in tags and split != "test"',
    'label in ("cat", "dog")',
    'path like "%/cam7/%" or path contains "cam7"',
    'meta.camera = "A" and meta.temperature > 20 and meta."odd name" is null',
    "created_at >= 2026-01-01 and created_at between 2026-01-01T10:00:00Z and 2026-01-02",
    'count(objects where class = "car" and area < 0.01) >= 3',
    'fn("forklift") >= 0.7 and similar("SAMPLE_ID") > 0.8',
    "cluster = 12 and cluster_size <= 2 and nn_distance > 0.4 and duplicate = true",
    'slice("hard night") and not slice("a \\"quoted\\" one")',
    'prediction("resnet") != label and label = prediction("vit") and width > height',
    "(width > 1 or height > 1) and not (bytes > 1 and duplicate != true)",
  ])("prints %s as it stands", (text) => {
    expect(printFilter(parseFilter(text))).toBe(text);
  });

  it("reads fields of objects when asked for objects", () => {
    const text = 'class = "car" and area < 0.1 and dataset = "streets"';
    expect(printFilter(parseFilter(text, { unit: "object" }))).toBe(text);
    expect(problemOf(text).details).toMatchObject({ position: 0, length: 5 });
    expect(problemOf("count(objects) > 1", "object").code).toBe("bad_filter");
    expect(problemOf("count(objects where objects > 1) > 1").details).toMatchObject({ position: 20 });
  });
});

describe("bad filters", () => {
  it.each([
    ["widht > 3", 0, 5, { nearest: ["width", "light"] }],
    ["width > 3 and nnDistence < 1", 14, 10, { nearest: ["nn_distance"] }],
    ["wibble_wobble = 1", 0, 13, { nearest: [] }],
    ['width > "a"', 8, 3, { expected: ["a number"] }],
    ["label = 3", 8, 1, { expected: ["a text in double quotes"] }],
    ['created_at > "soon"', 13, 6, { expected: ["a date (2026-01-31)"] }],
    ["duplicate = 1", 12, 1, { expected: ['"true" or "false"'] }],
    ['"a" in label', 7, 5, { expected: ["tags"] }],
    ["width < split", 8, 5, {}],
    ["meta.a = meta.b", 9, 4, {}],
    ["attr.a = 1", 0, 4, { expected: ["a field of samples"] }],
    ['meta.a between 1 and "b"', 21, 3, { expected: ["a number"] }],
    ["width >", 7, 0, { expected: ["a number", "count(...)", "fn(...)", "similar(...)", '"meta"', "a number field"] }],
    ["(width > 3", 10, 0, { expected: ['"and"', '"or"', '")"'] }],
    ["width > 3)", 9, 1, { expected: ['"and"', '"or"', "the end of the filter"] }],
    ['label = "a', 8, 2, { expected: ['"'] }],
    ["label = 'a'", 8, 1, { expected: ['"'] }],
    ["' OR 1=1 --", 0, 1, {}],
    ["label in ()", 10, 1, {}],
    ["created_at > 2026-02-30", 13, 10, {}],
    ["width > 1e999", 8, 5, {}],
    ["width > 5px", 8, 3, {}],
    ["width; drop table samples", 5, 1, {}],
    ['path like "a\\\\"', 10, 5, {}],
    ["fn(forklift) > 0.5", 3, 8, {}],
    ["count(objects where class = 1) > 1", 28, 1, {}],
    ["count(objects) is null", 15, 2, {}],
    ["𝒳 = 1", 0, 2, {}],
    ["width > 😀", 8, 2, {}],
  ])("%s is wrong at %i for %i", (text, position, length, details) => {
    const problem = problemOf(text);
    expect(problem.code).toBe("bad_filter");
    expect(problem.details).toMatchObject({ position, length, ...details });
    expect(problem.message).toContain(`position ${position}`);
  });

  it("says what was expected and proposes names in its sentence", () => {
    expect(problemOf("width >").message).toBe(
      'Expected a number, count(...), fn(...), similar(...), "meta" or a number field, found the end of the filter (position 7).',
    );
    expect(problemOf("widht > 3").hint).toContain("Did you mean width or light?");
    expect(problemOf("label = boot").hint).toContain('Put texts in double quotes: "boot"');
  });
});

describe("limits", () => {
  const at = (depth: number, open: string, close: string) => `${open.repeat(depth)}width > 1${close.repeat(depth)}`;

  it("reads 64 levels and no more, of parentheses, not and count", () => {
    expect(parseFilter(at(64, "(", ")"))).toEqual(parseFilter("width > 1"));
    expect(problemOf(at(65, "(", ")")).details).toMatchObject({ position: 65 });
    expect(problemOf(at(10_000, "(", ")")).message).toContain("64 levels");
    expect(problemOf("not ".repeat(10_000)).message).toContain("64 levels");
    expect(problemOf(at(64, "(", ")").replace("width", 'count(objects where class = "a")')).message).toContain("64");
  });

  it("reads thousands of chained terms flat", () => {
    const chained = parseFilter(Array(9_000).fill("x=1").join(" or "), { unit: "object" });
    expect(chained.kind === "or" && chained.filters.length).toBe(9_000);
    const width: Filter = { kind: "null", operand: field("width") };
    const many = anyOf(Array<Filter>(10_000).fill(width));
    expect(printFilter(many).split(" or ")).toHaveLength(10_000);
  });

  it("refuses more than 64 KB of UTF-8", () => {
    expect(parseFilter(`path = "${"x".repeat(65_527)}"`).kind).toBe("comparison");
    expect(problemOf(`path = "${"x".repeat(65_528)}"`).message).toContain("64 KB");
    expect(problemOf(`path = "${"é".repeat(32_764)}"`).message).toContain("64 KB");
    expect(problemOf("x".repeat(1_000_000)).message).toContain("64 KB");
  });
});
