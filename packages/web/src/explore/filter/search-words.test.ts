import { describe, expect, it } from "vitest";
import { searchWords } from "./search-words.ts";

describe("words in the search box", () => {
  it("are what is no filter and doesn't try to be one", () => {
    for (const text of ["cat", "red car", "  night-time  ", "café 7", "image-12.jpg"])
      expect(searchWords(text, "sample")).toBe(text.trim());
  });

  it("are not seen in filters, broken ones, and nothing", () => {
    for (const text of ["", "  ", 'label = "cat"', "label === cat", "label is nul", "not labelled", "width >", "(cat"])
      expect(searchWords(text, "sample")).toBeNull();
  });
});
