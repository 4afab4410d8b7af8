import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { referenceFiles } from "../scripts/reference.ts";

describe("the generated reference", () => {
  for (const [name, text] of Object.entries(referenceFiles())) {
    it(`has an up-to-date ${name} (npm run reference writes it)`, () => {
      expect(readFileSync(new URL(`../docs/reference/${name}`, import.meta.url), "utf8")).toBe(text);
    });
  }
});
