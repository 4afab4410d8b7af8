import { createRandom } from "@gleaner/kernel";
import type { RequestOf } from "@gleaner/schema";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  blobs,
  direction,
  type MadeSample,
  type MadeWorkspace,
  makeWorkspace,
  near,
} from "../testing/made-workspace.ts";

const random = createRandom(9);
const common = 260;
const copies = 20;
const loners = 12;

/** Three classes, 20 near-copies, 12 loners; every tenth label is wrong; the first eight images are dark. */
function samples(): MadeSample[] {
  const made = blobs([130, 80, 50], 3);
  const copied = Array.from({ length: copies }, (_, i): MadeSample => {
    return { ...made[i * 13], vector: near(made[i * 13].vector, 1e-5, random), width: 128 };
  });
  const alone = Array.from({ length: loners }, (): MadeSample => ({ vector: direction(16, random), labels: ["c2"] }));
  return [...made, ...copied, ...alone].map((sample, at) => ({
    ...sample,
    labels: isWrong(at) ? [sample.labels?.[0] === "c0" ? "c1" : "c0"] : sample.labels,
    meta: { camera: at % 4 === 0 ? "a" : "b", scene: `s${at % 60}` },
    measures: { dark: at > 40 && at <= 48 ? 0.1 : 0.8, blurry: 0.5 + at / 1000 },
  }));
}

const isWrong = (at: number) => at < common && at % 10 === 5;

describe("goals", { timeout: 180_000 }, () => {
  let made: MadeWorkspace;
  beforeAll(async () => {
    made = await makeWorkspace(samples());
  });
  afterAll(() => made.close());

  const curate = (request: Omit<RequestOf<"curate">, "datasets">) =>
    made.engine.call("curate", { datasets: ["made"], ...request });
  const positionsIn = async (slice: string) => {
    const members = await made.workspace.slices.members(slice);
    const positionOf = new Map([...made.numbers].map((number, at): [number, number] => [number, at]));
    return [...members].map((number) => positionOf.get(number) ?? -1);
  };
  const mean = (control: unknown) => (control as { mean: number }).mean;

  it("edge-cases: finds the groups of one or two, the loners first", async () => {
    const result = await curate({ goal: "edge-cases", pool: "all" });
    const picked = await positionsIn(result.run);
    for (let at = common + copies; at < common + copies + loners; at++) expect(picked).toContain(at);
    expect(new Set(picked.slice(0, loners)).has(common + copies)).toBe(true);
    expect(result.metrics.edgeCases).toBeGreaterThan(mean(result.control.edgeCases));
    const { picks } = await made.engine.call("curationPicks", { run: result.run });
    expect(picks[0].reason).toMatch(/edge case/);
  });

  it("clean: keeps one of every pair of near-duplicates, the larger, and leaves dark images out", async () => {
    const result = await curate({ goal: "clean" });
    const kept = new Set(await positionsIn(result.run));
    for (let i = 0; i < copies; i++) {
      expect([kept.has(i * 13), kept.has(common + i)].filter(Boolean)).toHaveLength(1);
      expect(kept.has(common + i)).toBe(true);
    }
    expect(await positionsIn(`${result.run} low quality`)).toEqual([41, 42, 43, 44, 45, 46, 47, 48]);
    expect(result.slices.reduce((sum, { count }) => sum + count, 0)).toBe(made.ids.length);
    expect(result.metrics.duplicatesRemoved).toBe(copies);
    expect(mean(result.control.duplicatesRemoved)).toBeLessThan(copies / 2);
    expect(result.notes.join(" ")).toContain("is a disk missing?");
  });

  it("mislabels: ranks the wrong labels first", async () => {
    const result = await curate({ goal: "mislabels", budget: 26 });
    const picked = await positionsIn(result.run);
    expect(picked.filter(isWrong).length).toBeGreaterThanOrEqual(24);
    expect(result.metrics.expectedWrong).toBeGreaterThan(15);
    expect(mean(result.control.expectedWrong)).toBeLessThan(6);
    const { picks } = await made.engine.call("curationPicks", { run: result.run });
    expect(picks[0].reason).toMatch(/labelled c\d, more likely c\d/);
  });

  it("balance: meets a target it can meet and says what it can't", async () => {
    const target = { label: "uniform", "meta.camera": { a: 0.5, b: 0.5 } } as const;
    const result = await curate({ goal: "balance", budget: 90, target, into: "balanced" });
    const { classes } = await made.engine.call("stats", { datasets: ["made"], slice: "balanced" });
    expect(classes.map(({ count }) => count)).toEqual([30, 30, 30]);
    expect(result.metrics.targetDivergence).toBeLessThan(0.01);
    expect(result.metrics.targetDivergence).toBeLessThan(mean(result.control.targetDivergence));
    const tooMuch = await curate({ goal: "balance", budget: 200, target: { c2: 1, c0: 1 }, dryRun: true });
    expect(tooMuch.notes.join(" ")).toMatch(/The target can't be met: label c2: 100 wanted, \d\d in the pool/);
    expect(tooMuch.selected).toBe(200);
  });

  it("test: keeps the classes' shares and every near-duplicate out of the rest", async () => {
    const result = await curate({ goal: "test", budget: 60, groups: ["meta.scene"], edgeShare: 0.2 });
    const picked = new Set(await positionsIn(result.run));
    expect(result.metrics.leaks).toBe(0);
    for (let i = 0; i < copies; i++) expect(picked.has(i * 13)).toBe(picked.has(common + i));
    for (let at = 0; at < made.ids.length; at++) {
      for (let other = at + 60; other < made.ids.length; other += 60) expect(picked.has(at)).toBe(picked.has(other));
    }
    expect(result.metrics.classError).toBeLessThan(0.15);
  });

  it("label: keeps constraints, or says which can't be kept", async () => {
    const atMost = [{ count: 1, field: "meta.scene" }];
    const atLeast = [{ count: 12, where: 'label = "c2" and meta.camera = "a"' }];
    const result = await curate({ goal: "label", budget: 40, atMost, atLeast, into: "limited" });
    const picked = await positionsIn("limited");
    expect(picked).toHaveLength(40);
    expect(new Set(picked.map((at) => at % 60)).size).toBe(40);
    expect(picked.filter((at) => at % 4 === 0 && at >= 210 && !isWrong(at)).length).toBeGreaterThanOrEqual(12);
    expect(result.verdict).not.toBe("");
    const refused = (more: Partial<RequestOf<"curate">>) => expect(curate({ goal: "label", ...more })).rejects;
    await refused({ budget: 5, atLeast }).toMatchObject({
      code: "bad_request",
      details: { constraint: expect.any(String) },
    });
    await refused({ budget: 50, atLeast: [{ count: 30, where: 'meta.scene = "s7"' }] }).toMatchObject({
      code: "bad_request",
    });
    await refused({ budget: 50, atMost, atLeast: [{ count: 3, where: 'meta.scene = "s7"' }] }).toMatchObject({
      code: "bad_request",
    });
  });

  it("label: shows what other shares of far samples would give", async () => {
    const { run } = await curate({ goal: "label", budget: 20, edgeShare: 0.25 });
    const report = JSON.parse(await made.engine.reportFile(run, "json"));
    const shares = report.baselines.filter(({ strategy }: { strategy: string }) => strategy.startsWith("auto-"));
    expect(shares.map(({ label }: { label: string }) => label)).toEqual([
      "adaptive, 0 % far samples",
      "adaptive, 50 % far samples",
    ]);
    const [none, half] = shares.map(({ values }: { values: Record<string, number> }) => values.edgeCases);
    expect(half).toBeGreaterThan(none);
  });

  it("refuses what makes no sense with its documented error", async () => {
    const code = async (request: Omit<RequestOf<"curate">, "datasets">) =>
      curate({ ...request, dryRun: true }).then(
        () => null,
        (error: { code: string }) => error.code,
      );
    expect(await code({ goal: "balance", target: { label: { c9: 1 } } })).toBe("bad_request");
    expect(await code({ goal: "balance" })).toBe("bad_request");
    expect(await code({ goal: "balance", target: { "meta.nothing": { a: 1 } } })).toBe("bad_request");
    expect(await code({ goal: "mislabels", where: 'label = "none"' })).toBe("empty_selection");
    expect(await code({ goal: "edge-cases", budget: 0 })).toBe("bad_budget");
    expect(await code({ goal: "test", budget: "200%" })).toBe("bad_budget");
    expect(await code({ goal: "test", budget: 1000 })).toBe("budget_exceeds_pool");
    expect(await code({ goal: "label", strategy: "k-center", edgeShare: 0.3 })).toBe("bad_request");
    expect(await code({ goal: "split", atMost: [{ count: 1, field: "label" }] })).toBe("bad_request");
    expect(await code({ goal: "label", target: { c0: 1 } })).toBe("bad_request");
    expect(await code({ goal: "label", space: "nothing" })).toBe("not_indexed");
  });
});
