import { importRequestSchema } from "@gleaner/schema";
import { describe, expect, it } from "vitest";
import { emptyImport, importRequest, nameFromPath } from "./import-form.ts";

describe("import form", () => {
  it("names a dataset after its folder or file", () => {
    expect(nameFromPath("/data/Street Photos/")).toBe("Street Photos");
    expect(nameFromPath("C:\\images\\night.csv")).toBe("night");
    expect(nameFromPath("")).toBe("");
  });

  it("makes a request that the schema accepts", () => {
    const request = importRequest({ ...emptyImport, path: " /data/night ", tags: "rain, , dark" });
    expect(importRequestSchema.parse(request)).toMatchObject({
      paths: ["/data/night"],
      dataset: "night",
      tags: ["rain", "dark"],
      copy: false,
    });
    expect(request.split).toBeUndefined();
  });
});
