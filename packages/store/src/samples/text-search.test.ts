import { describe, expect, it } from "vitest";
import { sampleInput } from "../testing/sample-inputs.ts";
import { temporaryWorkspace } from "../testing/temporary-workspace.ts";
import { searchWords } from "./text-search.ts";

const inputs = [
  sampleInput(0, { path: "night/cat-01.jpg" }),
  sampleInput(1, { path: "a/1.jpg", labels: [{ class: "cat" }] }),
  sampleInput(2, { path: "a/2.jpg", tags: ["wildcat"] }),
  sampleInput(3, { path: "cats/3.jpg" }),
  sampleInput(4, { path: "a/4.jpg", meta: { note: "Black CAT at night", count: 4 } }),
  sampleInput(5, { path: "a/5.jpg", labels: [{ class: "50% (off)" }] }),
  sampleInput(6, { path: "a/6.txt", kind: "text", media: { type: "text", text: "A dog and a Cat." } }),
];

async function found(text: string, where = ""): Promise<string[]> {
  const workspace = await temporaryWorkspace();
  await workspace.samples.write("photos", inputs);
  const rows = await workspace.samples.rows(await workspace.samples.numbers({ text, where }));
  return rows.map(({ path }) => path);
}

describe("text search", () => {
  it("looks everywhere, whole labels before file names, metadata, parts of tags, and folders", async () => {
    expect(await found("Cat")).toEqual(["a/1.jpg", "night/cat-01.jpg", "a/2.jpg", "a/4.jpg", "cats/3.jpg", "a/6.txt"]);
  });

  it("wants every word, wherever each is, and keeps quoted words together", async () => {
    expect(await found("night cat")).toEqual(["night/cat-01.jpg", "a/4.jpg"]);
    expect(await found('"cat at" black')).toEqual(["a/4.jpg"]);
    expect(await found('"at cat"')).toEqual([]);
    expect(await found("cat", 'path like "night/%"')).toEqual(["night/cat-01.jpg"]);
  });

  it("takes signs as they are", async () => {
    expect(await found("50% (off)")).toEqual(["a/5.jpg"]);
    expect(await found("%")).toEqual(["a/5.jpg"]);
    expect(await found("c.t")).toEqual([]);
    expect(await found("' or 1=1 --")).toEqual([]);
    expect(await found("  ")).toHaveLength(inputs.length);
  });

  it("narrows counts and facets as it narrows lists", async () => {
    const workspace = await temporaryWorkspace();
    await workspace.samples.write("photos", inputs);
    expect(await workspace.samples.count({ text: "night" })).toBe(2);
    expect((await workspace.samples.facets({ text: "cat" }, ["label"], 5)).total).toBe(6);
    const sorted = await workspace.samples.numbers({ text: "cat", sort: "-width" });
    expect((await workspace.samples.rows(sorted)).map(({ path }) => path)[0]).toBe("a/6.txt");
  });

  it("reads a bounded number of words", () => {
    expect(searchWords('One "two  three" one "')).toEqual(["one", "two  three"]);
    expect(searchWords(Array.from({ length: 99 }, (_, at) => `w${at}`).join(" "))).toHaveLength(16);
  });
});
