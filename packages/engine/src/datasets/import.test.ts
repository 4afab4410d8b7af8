import { describe, expect, it } from "vitest";
import { rootName } from "./import.ts";

describe("rootName", () => {
  it("is the last part of the path", () => {
    expect(rootName("/data/photos", ["/data/photos"])).toBe("photos");
  });

  it("grows where two roots of one import end alike", () => {
    const roots = ["/data/a/images", "/data/b/images", "/data/other"];
    expect(roots.map((root) => rootName(root, roots))).toEqual(["a/images", "b/images", "other"]);
    const nested = ["/x/images", "/y/x/images"];
    expect(nested.map((root) => rootName(root, nested))).toEqual(["x/images", "y/x/images"]);
  });
});
