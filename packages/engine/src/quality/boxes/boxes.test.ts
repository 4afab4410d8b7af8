import { createRandom } from "@gleaner/kernel";
import type { Box } from "@gleaner/schema";
import { describe, expect, it } from "vitest";
import { boxFaults, type RuleBox } from "./box-rules.ts";
import { centerDistance, overlapOf, shareInside } from "./geometry.ts";
import { detectionMistakenness, mistakenness } from "./mistakenness.ts";
import { leastSimilarity, objectLab, softMinimum } from "./object-lab.ts";
import { robustDeviations, shapeOutliers } from "./shape-outliers.ts";

const image = { width: 100, height: 100 };
const box = (number: number, own: Box, name = "cat"): RuleBox => ({ number, class: name, box: own });

describe("box geometry", () => {
  it("measures overlap, containment and distance", () => {
    expect(overlapOf([0, 0, 10, 10], [5, 0, 10, 10])).toBeCloseTo(50 / 150, 12);
    expect(overlapOf([0, 0, 10, 10], [10, 0, 10, 10])).toBe(0);
    expect(overlapOf([0, 0, 0, 10], [0, 0, 10, 10])).toBe(0);
    expect(shareInside([0, 0, 10, 10], [5, 0, 100, 100])).toBeCloseTo(0.5, 12);
    expect(centerDistance([0, 0, 10, 10], [30, 40, 10, 10])).toBe(50);
  });
});

describe("boxFaults", () => {
  const issues = (boxes: RuleBox[]) =>
    boxFaults(boxes, image).map(({ issue, number, other }) => [issue, number, other]);

  it("finds the same object twice, only within a class, and surely so from an overlap of 0.9", () => {
    const twice = [box(1, [10, 10, 20, 20]), box(2, [10, 10, 20, 20.5]), box(3, [10, 10, 20, 20], "dog")];
    expect(issues(twice)).toEqual([["duplicate_box", 2, 1]]);
    const [sure] = boxFaults(twice, image);
    const [maybe] = boxFaults([box(1, [10, 10, 20, 20]), box(2, [10, 14, 20, 20])], image);
    expect(sure.score).toBeGreaterThan(0.9);
    expect(maybe.score).toBeCloseTo(0.3 + (0.4 * (16 / 24 - 0.6)) / 0.3, 6);
    expect(issues([box(1, [10, 10, 20, 20]), box(2, [20, 10, 20, 20])])).toEqual([]);
  });

  it("finds boxes inside others, beyond the image, and slivers", () => {
    expect(issues([box(1, [10, 10, 60, 60]), box(2, [20, 20, 10, 10])])).toEqual([["nested_box", 2, 1]]);
    expect(issues([box(1, [90, 10, 20, 20])])).toEqual([["out_of_image", 1, null]]);
    expect(issues([box(1, [80, 10, 20.9, 20])])).toEqual([]);
    expect(issues([box(1, [10, 10, 1.5, 20])])).toEqual([["sliver", 1, null]]);
    expect(issues([box(1, [10, 10, 3, 80])])).toEqual([["sliver", 1, null]]);
    expect(issues([box(1, [10, 10, 4, 80])])).toEqual([]);
    expect(boxFaults([box(1, [90, 10, 20, 20])], { width: null, height: null })).toEqual([]);
  });
});

describe("shapeOutliers", () => {
  it("finds the one box of another size and the one of another ratio", () => {
    const random = createRandom(1);
    const classes = Array.from({ length: 60 }, (_, at) => (at < 40 ? "cat" : at < 59 ? "dog" : null));
    const sizes = classes.map(() => 0.2 * Math.exp(0.1 * random.normal()));
    const ratios = classes.map(() => Math.exp(0.1 * random.normal()));
    sizes[7] = 0.9;
    ratios[11] = 0.2;
    sizes[45] = 5;
    const found = shapeOutliers(classes, sizes, ratios);
    expect(found.map(({ at, issue }) => [at, issue])).toEqual([
      [7, "size_outlier"],
      [11, "aspect_outlier"],
    ]);
    expect(found[0].deviations).toBeGreaterThan(10);
    expect(found[1].deviations).toBeLessThan(-10);
    expect(robustDeviations([1, 2, 3, 4, 100])[4]).toBeCloseTo(97 / 1.4826, 6);
  });
});

describe("detectionMistakenness", () => {
  it("gives FiftyOne's figures for a hand-made image", () => {
    const labels = [
      { class: "cat", box: [0, 0, 10, 10] as Box },
      { class: "dog", box: [50, 50, 10, 10] as Box },
      { class: "cat", box: [80, 80, 10, 10] as Box },
    ];
    const predictions = [
      { class: "cat", confidence: 0.8, box: [0, 0, 10, 8] as Box },
      { class: "cat", confidence: 0.9, box: [50, 50, 10, 10] as Box },
      { class: "cat", confidence: 0.96, box: [20, 20, 10, 10] as Box },
      { class: "cat", confidence: 0.95, box: [30, 20, 10, 10] as Box },
    ];
    const result = detectionMistakenness(labels, predictions);
    expect(result.labels[0]?.mistakenness).toBeCloseTo((1 - 0.8) / 2, 12);
    expect(result.labels[0]?.mistakennessLoc).toBeCloseTo((0.8 * (2 * 0.4 - 1) + 1) / 2, 12);
    expect(result.labels[1]?.mistakenness).toBeCloseTo((1 + 0.9) / 2, 12);
    expect(result.labels[1]?.mistakennessLoc).toBeCloseTo((1 - 0.9) / 2, 12);
    expect(result).toMatchObject({ possibleSpurious: [2], possibleMissing: [2] });
    expect(mistakenness(true, 1)).toBe(0);
  });
});

describe("objectLab", () => {
  const labels = [
    { class: "cat", box: [0, 0, 10, 10] as Box },
    { class: "dog", box: [50, 50, 10, 10] as Box },
  ];
  const scored = (predictions: { class: string; confidence: number; box: Box }[], least = 0.001) =>
    objectLab({ labels, predictions }, least);

  it("scores a label against the nearest confident prediction of its class, and of the others", () => {
    const { badloc, swap } = scored([
      { class: "cat", confidence: 0.6, box: [5, 0, 10, 10] },
      { class: "cat", confidence: 0.99, box: [50, 50, 10, 10] },
    ]);
    expect(badloc[0]).toBeCloseTo((0.9 * 50) / 150 + 0.1 * Math.exp(-0.5), 12);
    expect(badloc[1]).toBe(1);
    expect(swap[0]).toBe(1);
    expect(swap[1]).toBeCloseTo(0.001, 12);
  });

  it("calls a sure prediction that meets no label overlooked, by its distance to labels of its class", () => {
    const { overlooked } = scored([
      { class: "cat", confidence: 0.96, box: [20, 0, 10, 10] },
      { class: "bird", confidence: 0.98, box: [20, 20, 10, 10] },
      { class: "cat", confidence: 0.94, box: [20, 0, 10, 10] },
      { class: "cat", confidence: 0.99, box: [55, 50, 10, 10] },
    ]);
    expect(overlooked[0]).toBeCloseTo(0.1 * Math.exp(-2), 12);
    expect(overlooked[1]).toBeCloseTo(0.001 * 0.02, 12);
    expect([...overlooked.slice(2)]).toEqual([Number.NaN, Number.NaN]);
  });

  it("finds the least similarity of all images and pools scores towards the lowest", () => {
    const far = { class: "cat", confidence: 1, box: [30, 40, 10, 10] as Box };
    expect(leastSimilarity([{ labels: labels.slice(0, 1), predictions: [far] }])).toBeCloseTo(0.1 * Math.exp(-5), 12);
    expect(leastSimilarity([])).toBe(1);
    expect(softMinimum(Float64Array.of(1, Number.NaN, 0))).toBeCloseTo(1 / (1 + Math.exp(10)), 9);
    expect(softMinimum(Float64Array.of(Number.NaN))).toBe(1);
  });
});
