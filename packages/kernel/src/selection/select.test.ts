import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutNodes } from "../clusters/cut.ts";
import { createRandom } from "../random.ts";
import { anyGraph, gaussianMixture, normalizedRows } from "../testing/random-graph.ts";
import { graphSpace, selectionSpace } from "../testing/selection-space.ts";
import { selectionSteps } from "./pick-list.ts";
import { StrategyRun } from "./run-strategy.ts";
import { createSelector, selectRows } from "./select.ts";
import { SelectionGround } from "./selection-ground.ts";
import type { RowSelection, Strategy } from "./strategy.ts";

const dimension = 6;
const { vectors, labels } = gaussianMixture(240, dimension, 8, 17, 0.3);
const space = selectionSpace(vectors, dimension);
const strategies: Strategy[] = ["adaptive", "coverage", "typical", "facility", "farthest", "random", "stratified"];
const everyOption = { strata: labels, threads: 1 };

const stepNames = (selection: RowSelection) => [...selection.step].map((step) => selectionSteps[step]);
const isDistinct = (rows: Int32Array) => new Set(rows).size === rows.length;

describe.each(strategies)("selectRows by %s", (strategy) => {
  it("picks as many distinct rows as the budget asks for, the same each time", async () => {
    for (const budget of [1, 100, 240]) {
      const selection = await selectRows(space, { ...everyOption, strategy, budget });
      expect(selection.rows.length).toBe(budget);
      expect(isDistinct(selection.rows)).toBe(true);
      if (budget === 100) expect(await selectRows(space, { ...everyOption, strategy, budget })).toEqual(selection);
    }
  });

  it("keeps to pool, chosen rows, weights and groups", async () => {
    const random = createRandom(3);
    const pool = Int32Array.from({ length: 240 }, (_, row) => row).filter(() => random.uniform() < 0.7);
    const chosen = Int32Array.from({ length: 20 }, () => random.integer(240));
    const weights = Float32Array.from({ length: 240 }, () => (random.uniform() < 0.2 ? 0 : random.uniform()));
    const groups = Int32Array.from({ length: 240 }, () => random.integer(40) - 10);
    const options = { ...everyOption, strategy, pool, chosen, weights, groups, groupRule: { atMost: 2 } as const };
    const { rows } = await selectRows(space, { ...options, budget: 240 });
    const left = pool.filter((row) => weights[row] > 0 && !chosen.includes(row));
    const allowed = new Set(left);
    expect(rows.every((row) => allowed.has(row))).toBe(true);
    const inGroup = (list: Int32Array, group: number) =>
      [...new Set(list)].filter((row) => groups[row] === group).length;
    for (let group = 0; group < 30; group++) {
      const before = inGroup(chosen, group);
      expect(inGroup(rows, group)).toBe(Math.min(Math.max(0, 2 - before), inGroup(left, group)));
    }
    expect([...rows].filter((row) => groups[row] < 0).length).toBe(left.filter((row) => groups[row] < 0).length);
  });

  it("takes whole groups or leaves them", async () => {
    const groups = Int32Array.from({ length: 240 }, (_, row) => row % 31);
    const options = { ...everyOption, strategy, groups, groupRule: { whole: true } as const, budget: 50 };
    const { rows } = await selectRows(space, options);
    const taken = new Set(rows.map((row) => groups[row]));
    const size = (group: number) => groups.filter((other) => other === group).length;
    expect(rows.length).toBe([...taken].reduce((sum, group) => sum + size(group), 0));
    expect(rows.length).toBeGreaterThan(50 - 8);
    expect(rows.length).toBeLessThanOrEqual(50);
  });

  it("defines selections from none, one and two rows, and of none", async () => {
    for (const n of [0, 1, 2]) {
      const small = selectionSpace(vectors.slice(0, n * dimension), dimension);
      const options = { strata: labels.slice(0, n), threads: 1, strategy };
      expect((await selectRows(small, { ...options, budget: 5 })).rows.length).toBe(n);
    }
    expect((await selectRows(space, { ...everyOption, strategy, budget: 0 })).rows.length).toBe(0);
  });

  it("stops when asked to", async () => {
    const options = { ...everyOption, strategy, budget: 10, signal: AbortSignal.abort() };
    await expect(selectRows(space, options)).rejects.toMatchObject({ code: "cancelled" });
  });
});

describe("a selector", () => {
  it("gives what single selections give, whatever went before and however many at once", async () => {
    const asked = strategies.map((strategy) => ({ strata: labels, strategy, budget: 30 }));
    const alone = await Promise.all(asked.map((options) => selectRows(space, { ...options, threads: 1 })));
    const selector = createSelector(space, { threads: 2 });
    try {
      expect(await Promise.all(asked.map((options) => selector.select(options)))).toEqual(alone);
      expect(await selector.select(asked[4])).toEqual(alone[4]);
    } finally {
      await selector.close();
    }
  });

  it("refuses what makes no sense and goes on, and ends with an abort", async () => {
    const selector = createSelector(space, { threads: 1 });
    try {
      await expect(selector.select({ budget: -1 })).rejects.toMatchObject({ code: "invalid_argument" });
      expect((await selector.select({ budget: 3 })).rows.length).toBe(3);
      const aborted = AbortSignal.abort();
      await expect(selector.select({ budget: 3, signal: aborted })).rejects.toMatchObject({ code: "cancelled" });
      await expect(selector.select({ budget: 3 })).rejects.toMatchObject({ code: "cancelled" });
    } finally {
      await selector.close();
    }
  });
});

describe("selectRows on any graph", () => {
  it("fills the budget whatever the ties, padding and separate parts", async () => {
    await fc.assert(
      fc.asyncProperty(anyGraph(20), fc.nat(22), fc.constantFrom(...strategies), async (graph, budget, strategy) => {
        if (strategy === "farthest") return;
        const strata = Int32Array.from({ length: graph.n }, (_, row) => row % 3);
        const { tree, level } = graphSpace(graph);
        const run = new StrategyRun(
          new SelectionGround(graph, tree, level, 1),
          {
            strategy,
            budget,
            seed: 0,
            edgeShare: 0,
            constraints: { n: graph.n },
            strata,
            allocation: "equal",
          },
          () => {},
        );
        const { rows } = await run.finish(null);
        expect(rows.length).toBe(Math.min(budget, graph.n));
        expect(isDistinct(rows)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

describe("coverage", () => {
  it("covers every cluster of the level when the budget allows, largest first, then gains", async () => {
    const selection = await selectRows(space, { strategy: "coverage", budget: 80 });
    expect(new Set(selection.cluster)).toEqual(new Set(cutNodes(space.tree, space.level)));
    const sizes = [...selection.cluster.slice(0, space.level)].map((node) => space.tree.size[node]);
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    const steps = stepNames(selection);
    expect(steps.slice(space.level).every((step) => step === "gain")).toBe(true);
    sizes.forEach((size, at) => {
      expect(steps[at]).toBe(size === 1 ? "singleton" : size === 2 ? "small" : "typical");
    });
  });

  it("leaves out clusters that hold a chosen row", async () => {
    const chosen = Int32Array.from({ length: 30 }, (_, i) => i);
    const nodes = cutNodes(space.tree, space.level);
    const holds = (node: number) =>
      chosen.some(
        (row) =>
          space.tree.start[row] >= space.tree.start[node] &&
          space.tree.start[row] < space.tree.start[node] + space.tree.size[node],
      );
    const open = nodes.filter((node) => !holds(node));
    const { cluster } = await selectRows(space, { strategy: "coverage", budget: open.length, chosen });
    expect([...cluster].sort((a, b) => a - b)).toEqual([...open].sort((a, b) => a - b));
  });

  it.each(["adaptive", "coverage"] as const)(
    "%s gives every pick a cluster of its own below the level",
    async (strategy) => {
      const chosen = Int32Array.of(3, 77, 150);
      for (const budget of [1, 10, Math.floor(space.level / 2), space.level - 4]) {
        const { cluster } = await selectRows(space, { strategy, budget, chosen, threads: 1, edgeShare: 0.4 });
        expect(cluster).toHaveLength(budget);
        expect(new Set(cluster).size).toBe(budget);
      }
      const groups = Int32Array.from(labels, (label) => label % 3);
      const constrained = { budget: 9, groups, groupRule: { atMost: 3 } };
      const { rows, cluster } = await selectRows(space, { strategy, ...constrained, threads: 1 });
      expect(new Set(cluster).size).toBe(9);
      for (const group of [0, 1, 2]) expect(rows.filter((row) => groups[row] === group)).toHaveLength(3);
    },
  );

  it("gives one pick to each of the largest groups below the level", async () => {
    const { rows } = await selectRows(space, { strategy: "coverage", budget: 8 });
    expect(new Set(rows.map((row) => labels[row])).size).toBeGreaterThanOrEqual(7);
  });
});

describe("explanations", () => {
  it("name the nearest earlier pick among the neighbours, its similarity, and a row that was passed over", async () => {
    const chosen = Int32Array.of(5, 9);
    const selection = await selectRows(space, { strategy: "facility", budget: 120, chosen });
    const unit = normalizedRows(vectors, dimension);
    const similarity = (a: number, b: number) => {
      let sum = 0;
      for (let x = 0; x < dimension; x++) sum += unit[a * dimension + x] * unit[b * dimension + x];
      return sum;
    };
    let found = 0;
    selection.rows.forEach((row, at) => {
      const near = selection.nearest[at];
      if (near < 0) return;
      found++;
      const earlier = [...chosen, ...selection.rows.slice(0, at)];
      expect(earlier).toContain(near);
      const best = Math.max(...earlier.map((other) => similarity(row, other)));
      expect(selection.nearestSimilarity[at]).toBeCloseTo(best, 4);
      expect(selection.displaced[at]).not.toBe(row);
    });
    expect(found).toBeGreaterThan(60);
    for (let at = 1; at < 120; at++) expect(selection.gain[at]).toBeLessThanOrEqual(selection.gain[at - 1]);
  });
});

describe("selectRows", () => {
  it("refuses what makes no sense", async () => {
    const bad = [
      { budget: -1 },
      { budget: 1.5 },
      { budget: Number.NaN },
      { budget: 1, pool: Int32Array.of(240) },
      { budget: 1, chosen: Int32Array.of(-1) },
      { budget: 1, weights: new Float32Array(3) },
      { budget: 1, weights: new Float32Array(240).fill(-1) },
      { budget: 1, groups: new Int32Array(3) },
      { budget: 1, groupRule: { atMost: 1 } },
      { budget: 1, groups: new Int32Array(240), groupRule: { atMost: 0 } },
      { budget: 1, edgeShare: 2 },
      { budget: 1, strategy: "stratified" },
    ] as const;
    for (const options of bad) {
      await expect(selectRows(space, options)).rejects.toMatchObject({ code: "invalid_argument" });
    }
    await expect(
      selectRows({ ...space, vectors: undefined }, { budget: 1, strategy: "farthest" }),
    ).rejects.toMatchObject({ code: "invalid_argument" });
  });
});
