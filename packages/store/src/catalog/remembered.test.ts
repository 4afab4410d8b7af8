import { describe, expect, it } from "vitest";
import { Remembered } from "./remembered.ts";

describe("a remembered answer", () => {
  it("is asked for once between two commits", async () => {
    const catalog = { commits: 0 };
    let asked = 0;
    const remembered = new Remembered(catalog, async () => ++asked);
    expect(await Promise.all([remembered.get(), remembered.get()])).toEqual([1, 1]);
    catalog.commits++;
    expect(await remembered.get()).toBe(2);
    expect(await remembered.get()).toBe(2);
  });

  it("is asked for again after a failure", async () => {
    let fails = true;
    const remembered = new Remembered({ commits: 0 }, async () => {
      if (fails) throw new Error("busy");
      return "here";
    });
    await expect(remembered.get()).rejects.toThrow("busy");
    fails = false;
    expect(await remembered.get()).toBe("here");
  });
});
