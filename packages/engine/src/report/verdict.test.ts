import { expect, test } from "vitest";
import type { Headline, Metric } from "./evidence.ts";
import { compareWithRandom, headlineText, headlineWordings, judge } from "./verdict.ts";

const headline: Headline = {
  key: "clustersCovered",
  label: "Clusters covered",
  definition: "",
  format: "count",
  direction: "higher",
  ours: 4812,
  total: 4812,
  random: { mean: 3201.3, sd: 24.2, draws: null },
  wording: headlineWordings.coverage,
};

function metric(key: string, ours: number, mean: number, sd: number, direction: Metric["direction"] = "lower"): Metric {
  const random = { mean, sd, draws: 10 };
  return { key, label: `Figure ${key}`, definition: "", format: "distance", direction, ours, random };
}

test("the headline names both sides", () => {
  expect(headlineText(headline)).toEqual({
    finding: "4,812 of 4,812 clusters covered",
    control: "random sampling of the same size covers 3,201 ± 24",
  });
});

test("clear gain: the outcome is better, ties and losses are named", () => {
  const verdict = judge(
    headline,
    [metric("a", 0.3, 0.5, 0.01), metric("b", 0.5, 0.5, 0.01), metric("c", 0.7, 0.5, 0.01)],
    false,
  );
  expect(verdict.outcome).toBe("better");
  expect([verdict.better, verdict.same, verdict.worse]).toEqual([["a"], ["b"], ["c"]]);
  expect(verdict.sentence).toBe(
    "Random sampling of the same size covers 1,611 fewer clusters, a gap of 66.6 standard deviations. Of 3 further figures, the selection is better than random on 1, level on 1 (figure b) and worse on 1 (figure c).",
  );
});

test("a gain within chance or below one per cent of the total says that random would have done as well", () => {
  const withinChance = judge({ ...headline, ours: 3249, total: 3300 }, [], false);
  expect(withinChance.outcome).toBe("same");
  expect(withinChance.sentence).toContain("Random sampling of the same size would have done as well");
  const negligible = { mean: 4790, sd: 1, draws: null };
  expect(judge({ ...headline, random: negligible }, [], false).outcome).toBe("same");
});

test("a difference of less than one does not read as none", () => {
  const leaks = { ...headline, wording: headlineWordings.leaks, direction: "lower" as const, total: null };
  const { sentence } = judge({ ...leaks, ours: 0, random: { mean: 0.4, sd: 0.5, draws: 10 } }, [], false);
  expect(sentence).toContain("A random split of the same sizes would have done as well: the difference (0.4, or 0.8");
});

test("a random control without spread is judged by the share alone", () => {
  expect(judge({ ...headline, random: { mean: 4812, sd: 0, draws: null } }, [], false).outcome).toBe("same");
  const verdict = judge({ ...headline, random: { mean: 4000, sd: 0, draws: null } }, [], false);
  expect(verdict.outcome).toBe("better");
  expect(verdict.sentence).not.toContain("standard deviations");
});

test("worse than random is said as plainly", () => {
  const verdict = judge({ ...headline, ours: 2000 }, [], false);
  expect(verdict.outcome).toBe("worse");
  expect(verdict.sentence).toMatch(/^Random selection would have done better: .* 1,201 more clusters/);
});

test("fewer is better where the direction says so", () => {
  const leaks: Headline = {
    ...headline,
    direction: "lower",
    ours: 0,
    total: null,
    random: { mean: 132, sd: 9, draws: 10 },
    wording: headlineWordings.leaks,
  };
  expect(headlineText(leaks).finding).toBe("0 near-duplicate pairs left across splits");
  expect(judge(leaks, [], false).sentence).toBe(
    "A random split of the same sizes leaves 132 more near-duplicate pairs, a gap of 14.7 standard deviations.",
  );
});

test("nothing to choose, nothing to cover and no control are outcomes of their own", () => {
  expect(judge(headline, [metric("a", 1, 2, 0.1)], true)).toMatchObject({ outcome: "whole_pool", better: [] });
  expect(judge({ ...headline, ours: 0, total: 0, random: null }, [], false).outcome).toBe("no_control");
  expect(headlineText({ ...headline, ours: 0, total: 0 }).finding).toBe("There are no clusters to be covered");
  expect(judge({ ...headline, random: null }, [], false).outcome).toBe("no_control");
});

test("few draws widen the band, and fewer than three are not judged", () => {
  const exact = { ...metric("a", 1.21, 1, 0.1, "higher"), random: { mean: 1, sd: 0.1, draws: null } };
  expect(compareWithRandom(exact)).toBe("better");
  expect(compareWithRandom({ ...exact, random: { mean: 1, sd: 0.1, draws: 4 } })).toBe("same");
  expect(compareWithRandom({ ...exact, random: { mean: 1, sd: 0.1, draws: 2 } })).toBeNull();
  expect(compareWithRandom({ ...exact, direction: "neither" })).toBeNull();
});
