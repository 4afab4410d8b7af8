import { describe, expect, it } from "vitest";
import { parseRegion, printRegion } from "./anchors.ts";

describe("a region of something", () => {
  it("is read and written back", () => {
    for (const text of ["abc", "abc@1,2,3,4", "abc@-1.5,0,3,4.25", "a@b.png", "a@1,2,3,4@5,6,7,8"])
      expect(printRegion(parseRegion(text))).toBe(text);
    expect(parseRegion("abc@10,20,30,40")).toEqual({ subject: "abc", box: [10, 20, 30, 40] });
    expect(parseRegion("a@b@10,20,30,40.5")).toEqual({ subject: "a@b", box: [10, 20, 30, 40.5] });
    expect(parseRegion("me@home.png")).toEqual({ subject: "me@home.png", box: null });
  });

  it("has an area", () => {
    for (const text of ["abc@1,2,0,4", "abc@1,2,3,-4", "abc@1.2.3,2,3,4"])
      expect(() => parseRegion(text)).toThrow(expect.objectContaining({ code: "bad_request" }));
  });
});
