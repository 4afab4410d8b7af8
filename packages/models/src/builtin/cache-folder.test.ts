import { homedir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { modelCacheFolder } from "./cache-folder.ts";

describe("modelCacheFolder", () => {
  const home = join(homedir(), ".cache", "gleaner", "models");

  it("prefers GLEANER_CACHE, then XDG_CACHE_HOME, then the home folder", () => {
    expect(modelCacheFolder({ GLEANER_CACHE: "/a", XDG_CACHE_HOME: "/b" })).toBe(join("/a", "models"));
    expect(modelCacheFolder({ XDG_CACHE_HOME: "/b" })).toBe(join("/b", "gleaner", "models"));
    expect(modelCacheFolder({})).toBe(home);
  });

  it("ignores an empty or relative setting", () => {
    expect(modelCacheFolder({ GLEANER_CACHE: "", XDG_CACHE_HOME: "cache" })).toBe(home);
  });
});
