import { expect, it } from "vitest";
import { expectOnlyBadFilter, mutations } from "./fuzz.testing.ts";

it("gives bad_filter and nothing else for mangled text", () => {
  for (const text of mutations({ seed: 7, count: 6_000 })) expectOnlyBadFilter(text);
});

it("finds errors inside the text", () => {
  let refused = 0;
  for (const text of mutations({ seed: 8, count: 500 })) {
    const problem = expectOnlyBadFilter(text);
    if (problem === null) continue;
    refused++;
    const { position, length } = problem;
    expect(position).toBeGreaterThanOrEqual(0);
    expect(position + length).toBeLessThanOrEqual(text.length);
  }
  expect(refused).toBeGreaterThan(100);
});
