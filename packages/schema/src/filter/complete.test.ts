import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryFilter } from "./arbitrary-filter.testing.ts";
import { completeFilter, type FilterValues } from "./complete.ts";
import { parseFilter } from "./parse.ts";
import { printFilter } from "./print.ts";

const existing: Record<string, string[]> = {
  label: ["cat", "car", 'a "b"'],
  tags: ["night", "day"],
  "meta camera": ["A", "B"],
  "meta-name": ["camera", "odd name"],
  slice: ["hard night"],
  function: ["forklift"],
};

const values: FilterValues = (source, prefix) => {
  const name = source.kind === "field" ? source.name : source.kind === "meta" ? `meta ${source.name}` : source.kind;
  return (existing[name] ?? []).filter((value) => value.toLowerCase().startsWith(prefix.toLowerCase()));
};

/** Completions where `|` stands in the text. */
async function at(marked: string, unit: "sample" | "object" = "sample") {
  const cursor = marked.indexOf("|");
  const text = marked.replace("|", "");
  const { from, to, items } = await completeFilter(text, cursor, { values, unit });
  return { replaced: text.slice(from, to), labels: items.map((item) => item.label), items, from, to };
}

describe("completeFilter", () => {
  it("proposes fields and calls at the beginning", async () => {
    const { labels, replaced } = await at("|");
    expect(replaced).toBe("");
    expect(labels).toEqual(expect.arrayContaining(["width", "tags", "not", "(", "fn(...)", "slice(...)", "meta."]));
    expect(labels).not.toContain("class");
    expect(labels).not.toContain("and");
  });

  it.each([
    ["wi|", "wi", ["width"]],
    ["nnD|", "nnD", ["nn_distance"]],
    ["width > 1 and he|ight < 3", "height", ["height"]],
    ["split|", "split", ["split"]],
    ["width > 1 a|", "a", ["and"]],
    ["width > 1 |", "", ["and", "or"]],
    ["(width > 1 |", "", ["and", "or", ")"]],
    ["label |", "", ["=", "!=", "<=", ">=", "<", ">", "is", "not", "in", "between", "like", "contains"]],
    ["duplicate = |", "", ["true", "false", "duplicate", "meta."]],
    ["label is |", "", ["not", "null"]],
    ["label is not n|", "n", ["null"]],
    ['label = "ca|', '"ca', ["cat", "car"]],
    ['label = "ca|x" and width > 1', '"cax"', ["cat", "car"]],
    ['label in ("cat", "|', '"', ["cat", "car", 'a "b"']],
    ["label = ca|", "ca", ["cat", "car"]],
    ['prediction("m") = "c|', '"c', ["cat", "car"]],
    ["meta.|", "", ["camera", "odd name"]],
    ["meta.cam|", "cam", ["camera"]],
    ['meta.camera = "|', '"', ["A", "B"]],
    ['slice("|', '"', ["hard night"]],
    ['slice("h|")', '"h"', ["hard night"]],
    ['fn("fork|', '"fork', ["forklift"]],
    ['"night" i|', "i", ["in"]],
    ['"night" in |', "", ["tags"]],
    ["count(|", "", ["objects"]],
    ["count(objects where cl|", "cl", ["class", "cluster", "cluster_size"]],
    ["width > 1 width |", "", []],
    ["' |", "", []],
  ])("%s", async (marked, replaced, labels) => {
    const result = await at(marked);
    expect(result.replaced).toBe(replaced);
    expect(result.labels).toEqual(labels);
  });

  it("proposes what compares with a number", async () => {
    const { labels } = await at("width > |");
    expect(labels).toEqual(expect.arrayContaining(["height", "fn(...)", "count(...)"]));
    expect(labels).not.toContain("path");
    expect(labels).not.toContain("prediction(...)");
  });

  it("inserts values in quotes and odd metadata names too", async () => {
    expect((await at('label = "a|')).items[0].insert).toBe('"a \\"b\\""');
    expect((await at("meta.odd|")).items[0].insert).toBe('"odd name"');
    expect((await at("fo|")).items[0]).toEqual({
      kind: "field",
      label: "format",
      insert: "format",
      doc: expect.any(String),
    });
  });

  it("knows the fields of objects", async () => {
    expect((await at("ar|", "object")).labels).toContain("area");
    expect((await at("|", "object")).labels).not.toContain("count(...)");
  });

  it("never fails, wherever the cursor is", async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryFilter("sample", 2),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (filter, share) => {
          const text = printFilter(filter);
          const cursor = Math.floor(share * text.length);
          const { from, to } = await completeFilter(text, cursor, { values });
          expect(from).toBeLessThanOrEqual(cursor);
          expect(to).toBeGreaterThanOrEqual(cursor);
        },
      ),
      { numRuns: 300 },
    );
    expect((await completeFilter("x".repeat(1_000_000), 999_999)).items).toEqual([]);
    expect((await completeFilter("width", Number.POSITIVE_INFINITY)).items.map((item) => item.label)).toContain(
      "width",
    );
  });

  it("leads to filters that parse", async () => {
    let text = "";
    for (const choice of ["label", "=", "cat", "and", "width", ">="]) {
      const { from, to, items } = await completeFilter(text, text.length, { values });
      const item = items.find(({ label }) => label === choice);
      text = `${text.slice(0, from)}${item?.insert}${text.slice(to)} `;
    }
    expect(printFilter(parseFilter(`${text}640`))).toBe('label = "cat" and width >= 640');
  });
});
