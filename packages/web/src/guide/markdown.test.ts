import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readInlines, readMarkdown } from "./markdown.ts";

describe("the guide's Markdown", () => {
  it("reads headings, paragraphs over lines, code in both forms, lists and tables", () => {
    const page = [
      "# Title",
      "",
      "One line",
      "and its `code`.",
      "",
      "    gleaner a",
      "    gleaner b",
      "",
      "```sh",
      "# no heading",
      "```",
      "1. first",
      "   goes on",
      "2. second",
      "",
      "| a | b |",
      "|---|---|",
      "| 1 | **2** |",
    ].join("\n");
    expect(readMarkdown(page)).toEqual([
      { kind: "heading", level: 1, inlines: [{ kind: "text", text: "Title" }] },
      {
        kind: "paragraph",
        inlines: [
          { kind: "text", text: "One line and its " },
          { kind: "code", text: "code" },
          { kind: "text", text: "." },
        ],
      },
      { kind: "code", text: "gleaner a\ngleaner b" },
      { kind: "code", text: "# no heading" },
      {
        kind: "list",
        ordered: true,
        items: [[{ kind: "text", text: "first goes on" }], [{ kind: "text", text: "second" }]],
      },
      {
        kind: "table",
        head: [[{ kind: "text", text: "a" }], [{ kind: "text", text: "b" }]],
        rows: [[[{ kind: "text", text: "1" }], [{ kind: "strong", text: "2" }]]],
      },
    ]);
  });

  it("keeps stars inside code and reads links", () => {
    expect(readInlines("`a*b*c` [Slices](slices.md) *so*")).toEqual([
      { kind: "code", text: "a*b*c" },
      { kind: "text", text: " " },
      { kind: "link", text: "Slices", to: "slices.md" },
      { kind: "text", text: " " },
      { kind: "emphasis", text: "so" },
    ]);
  });

  it("comes to an end on any text", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("#", "# a", "|", "```", "    x", "- b", "1. c", "", "t", "##### z")),
        (lines) => {
          readMarkdown(lines.join("\n"));
        },
      ),
    );
  });
});
