import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blobs, type MadeWorkspace, makeWorkspace } from "../testing/made-workspace.ts";
import { balancedAccuracy } from "./backtest/accuracy.ts";
import { randomBudgets } from "./backtest/saved.ts";
import { holdOut } from "./backtest/test-rows.ts";

describe("backtest", { timeout: 180_000 }, () => {
  let made: MadeWorkspace;
  beforeAll(async () => {
    made = await makeWorkspace(
      blobs([220, 40, 20, 12, 8], 4, 16, 0.1).map((sample, at) => ({ ...sample, split: at % 5 === 0 ? "held" : null })),
    );
  });
  afterAll(() => made.close());

  it("measures the default, random and baselines at every budget, and what is saved", async () => {
    const request = {
      datasets: ["made"],
      budgets: [40, 8],
      draws: 3,
      strategies: ["k-center" as const],
      ladder: false,
    };
    const result = await made.engine.call("backtest", request);
    expect(result.budgets).toEqual([8, 40]);
    expect(result.curves.map(({ strategy }) => strategy)).toEqual(["ours", "random", "k-center"]);
    expect(result.others.map(({ classifier }) => classifier)).toEqual(["nearest"]);
    for (const { mean, sd } of [...result.curves, ...result.others[0].curves]) {
      expect(mean).toHaveLength(2);
      expect(mean.every((value) => value >= 0.2 && value <= 1)).toBe(true);
      expect(sd.every((value) => value >= 0)).toBe(true);
    }
    const [ours, random] = result.curves;
    // Equal up to rounding counts: the promise is never to be below random by more than its own deviation.
    expect(ours.mean[1]).toBeGreaterThanOrEqual(random.mean[1] - random.sd[1] - 1e-9);
    expect(result.saved.map(({ budget }) => budget)).toEqual([8, 40]);
    expect(result.pool + result.test).toBe(300);
  });

  it("tests on a split when it is named, and refuses what it can't do", async () => {
    const request = { datasets: ["made"], budgets: [10], draws: 1, strategies: ["auto" as const], ladder: false };
    expect(await made.engine.call("backtest", { ...request, test: "held" })).toMatchObject({ pool: 240, test: 60 });
    const code = (more: object) =>
      made.engine.call("backtest", { ...request, ...more }).catch((error: { code: string }) => error.code);
    expect(await code({ test: "nothing" })).toBe("labels_missing");
    expect(await code({ where: 'label = "c1"' })).toBe("labels_missing");
    expect(await code({ budgets: [1000] })).toBe("budget_exceeds_pool");
  });
});

describe("balancedAccuracy", () => {
  it("is the mean over the classes that are tested", () => {
    const accuracy = balancedAccuracy([0, 0, 0, 1, 1], [0, 0, 0, 0, 1], 3);
    expect(accuracy?.mean).toBeCloseTo((0.75 + 1) / 2);
    expect(accuracy?.error).toBeCloseTo(Math.sqrt((0.75 * 0.25) / 4) / 2);
    expect(balancedAccuracy([], [], 3)).toBeNull();
  });
});

describe("holdOut", () => {
  it("holds out a fifth of each class and one of the rare ones, never the only one", () => {
    const classOf = Int32Array.from({ length: 103 }, (_, row) => (row < 50 ? 0 : row < 100 ? 1 : row < 102 ? 2 : 3));
    const { pool, test } = holdOut(Int32Array.from(classOf.keys()), classOf, 4, 7);
    const counts = [0, 1, 2, 3].map((name) => test.filter((row) => classOf[row] === name).length);
    expect(counts).toEqual([10, 10, 1, 0]);
    expect([...pool, ...test].sort((a, b) => a - b)).toEqual([...classOf.keys()]);
  });
});

describe("randomBudgets", () => {
  it("reads the random curve at the accuracy of ours", () => {
    const saved = randomBudgets([10, 100, 1000], [0.5, 0.7, 0.8], [0.6, 0.8, 0.9]);
    expect(saved).toEqual([
      { budget: 10, random: 32 },
      { budget: 100, random: 1000 },
      { budget: 1000, random: null },
    ]);
  });
});
