import { computeNeighbors, createRandom, vectorsInMemory } from "@gleaner/kernel";
import { describe, expect, it } from "vitest";
import { respreader, spreadLabels } from "./label-spreading.ts";

describe("spreadLabels", () => {
  it("carries labels along edges, also where a row's own neighbours have none, and never the row's own", async () => {
    const k = 2;
    const neighbors = Int32Array.of(1, 2, 0, 2, 0, 1, 4, 5, 3, 5, 3, 4);
    const graph = { n: 6, k, recall: 1, neighbors, similarities: new Float32Array(12).fill(0.9) };
    const rows = Int32Array.of(0, 1, 2, 3, 4, 5);
    const labels = Int32Array.of(0, 0, 1, 1, -1, 1);
    const spread = await spreadLabels(graph, rows, labels, 2, 1);
    const share = (row: number, label: number) => spread.shares[row * 2 + label];
    expect(share(2, 0)).toBeGreaterThan(0.9);
    expect(share(4, 1)).toBe(1);
    for (const row of rows) expect(share(row, 0) + share(row, 1)).toBeCloseTo(1, 5);
    expect(await spreadLabels(graph, rows, labels, 2, 1)).toEqual(spread);
  });
});

describe("respreader", () => {
  it("gives nearly what labels give that are spread from the start, and touches no row far from the change", async () => {
    const random = createRandom(5);
    const [n, d, classes] = [600, 16, 3];
    const given = Int32Array.from({ length: n }, (_, row) => row % classes);
    const centers = Float32Array.from({ length: classes * d }, () => random.normal());
    const data = Float32Array.from(
      { length: n * d },
      (_, i) => centers[(Math.floor(i / d) % classes) * d + (i % d)] + 0.8 * random.normal(),
    );
    const graph = await computeNeighbors(vectorsInMemory(data, d), { k: 10, threads: 1 });
    const rows = Int32Array.from({ length: n }, (_, row) => row);
    const wrong = given.map((label, row) => (row === 30 ? 1 : row === 61 ? 2 : label));
    const before = await spreadLabels(graph, rows, wrong, classes, 1);
    const changes = [
      { row: 30, from: 1, to: 0 },
      { row: 61, from: 2, to: -1 },
    ];
    const after = await spreadLabels(
      graph,
      rows,
      given.map((label, row) => (row === 61 ? -1 : label)),
      classes,
      1,
    );
    const updated = respreader(graph, rows, classes, 1)(before, changes);
    const apart = (values: Float32Array) => Math.max(...values.map((value, i) => Math.abs(value - after.shares[i])));
    expect(apart(before.shares)).toBeGreaterThan(0.02);
    expect(apart(updated)).toBeLessThan(0.2 * apart(before.shares));
    expect(updated.filter((value, i) => value !== before.shares[i]).length).toBeGreaterThan(0);
    expect(respreader(graph, rows, classes, 1)(before, [])).toEqual(before.shares);
  });
});
