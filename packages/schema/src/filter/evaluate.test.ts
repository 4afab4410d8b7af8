import { describe, expect, it } from "vitest";
import type { Operand } from "./ast.ts";
import { evaluateFilter, type FilterRow, type FilterValue } from "./evaluate.ts";
import { parseFilter } from "./parse.ts";
import { printOperand } from "./print.ts";
import { filterReferences } from "./terms.ts";

function row(values: Record<string, FilterValue | FilterValue[]>, objects: FilterRow[] = []): FilterRow {
  return {
    values: (operand: Operand) => [values[printOperand(operand)] ?? []].flat(),
    objects: () => objects,
    inSlice: (name) => name === "kept",
  };
}

const car = row({ class: "car", area: 0.005 });
const sample = row(
  {
    label: ["cat", "dog"],
    tags: ["night"],
    width: 640,
    height: 480,
    path: "Run/CAM7/a_1.jpg",
    created_at: new Date("2026-01-01T12:00:00Z"),
    "meta.temperature": 21,
    "meta.camera": "A",
    'fn("forklift")': 0.75,
    'prediction("resnet")': "dog",
    duplicate: false,
  },
  [car, car, row({ class: "person", area: 0.5 })],
);

describe("evaluateFilter", () => {
  it.each([
    ['label = "dog"', true],
    ['label != "dog"', false],
    ['label in ("bird", "cat")', true],
    ['"night" in tags and not "day" in tags', true],
    ['split = "test"', false],
    ['split != "test" and not split = "test"', true],
    ["split is null and label is not null", true],
    ["not (outlier < 1) and not (outlier >= 1)", true],
    ["width >= 640 and width < 641 and width > height", true],
    ["height > width", false],
    ['path like "%/cam7/%"', true],
    ['path like "%a\\_1%" and path not like "%a\\__1%"', true],
    ['path like "cam7"', false],
    ['path contains "RUN/"', true],
    ["created_at = 2026-01-01", true],
    ["created_at > 2026-01-01", false],
    ["created_at <= 2026-01-01 and created_at >= 2026-01-01", true],
    ["created_at between 2025-12-31 and 2026-01-01", true],
    ["created_at = 2026-01-01T12:00:00Z", true],
    ["created_at > 2026-01-01T11:59:59.999", true],
    ['meta.temperature > 20 and meta.camera = "A"', true],
    ['meta.temperature > "20"', false],
    ["meta.temperature = width or meta.camera = path", false],
    ['fn("forklift") >= 0.7', true],
    ['fn("other") >= 0.7 or fn("other") < 0.7', false],
    ['prediction("resnet") != label', false],
    ['prediction("vit") != label', true],
    ["duplicate", false],
    ['slice("kept") and not slice("other")', true],
    ['count(objects where class = "car" and area < 0.01) >= 2', true],
    ["count(objects) = 3", true],
    ['count(objects where class = "bus") = 0', true],
    ["true and not false", true],
  ])("%s is %s", (text, expected) => {
    expect(evaluateFilter(parseFilter(text), sample)).toBe(expected);
  });
});

describe("filterReferences", () => {
  it("names everything to look up once", () => {
    const filter = parseFilter(
      'slice("a") and not slice("a") and fn("f") > 0.5 and meta.x = 1 and (width > height or label = prediction("m")) and ' +
        'count(objects where similar("id") > 0.5 and slice("a")) > 1',
    );
    const { fields, metadata, terms } = filterReferences(filter);
    expect([...fields]).toEqual(["width", "height", "label"]);
    expect([...metadata]).toEqual(["x"]);
    expect(terms).toEqual([
      { kind: "slice", name: "a", unit: "sample" },
      { kind: "function", name: "f", unit: "sample" },
      { kind: "prediction", model: "m", unit: "sample" },
      { kind: "similar", id: "id", unit: "object" },
      { kind: "slice", name: "a", unit: "object" },
    ]);
  });
});
