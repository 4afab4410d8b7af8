import { it } from "vitest";
import { expectOnlyBadFilter, mutations } from "./fuzz.testing.ts";

it("gives bad_filter and nothing else for a minute of mangled text", { timeout: 120_000 }, () => {
  const end = Date.now() + 60_000;
  for (let seed = 1; Date.now() < end; seed++) {
    for (const text of mutations({ seed, count: 1_000 })) expectOnlyBadFilter(text);
  }
});
