import { describe, expect, it } from "vitest";
import { bruteForceGraph, gaussianMixture } from "../testing/random-graph.ts";
import { computeMap } from "./compute-map.ts";
import { transformMap } from "./transform-map.ts";

const dimension = 8;
const { vectors, labels } = gaussianMixture(400, dimension, 5, 33, 0.3);
const graph = bruteForceGraph(vectors, dimension, 12);
const map = await computeMap(graph, { epochs: 100 });

describe("transformMap", () => {
  it("places new points among the points of their own group", async () => {
    const placed = await transformMap(map, graph);
    let same = 0;
    for (let i = 0; i < graph.n; i++) {
      let nearest = -1;
      let least = Infinity;
      for (let j = 0; j < graph.n; j++) {
        const distance = Math.hypot(placed[2 * i] - map[2 * j], placed[2 * i + 1] - map[2 * j + 1]);
        if (j !== i && distance < least) [nearest, least] = [j, distance];
      }
      if (labels[nearest] === labels[i]) same++;
    }
    expect(same / graph.n).toBeGreaterThan(0.97);
  });

  it("gives a point the same place alone and in company", async () => {
    const all = await transformMap(map, graph);
    const alone = await transformMap(map, {
      n: 1,
      k: graph.k,
      neighbors: graph.neighbors.slice(7 * graph.k, 8 * graph.k),
      similarities: graph.similarities.slice(7 * graph.k, 8 * graph.k),
    });
    expect([...alone]).toEqual([...all.subarray(14, 16)]);
  });

  it("places points without neighbours outside and defines empty input", async () => {
    const rows = { n: 1, k: 2, neighbors: Int32Array.of(-1, -1), similarities: Float32Array.of(-Infinity, -Infinity) };
    const [x, y] = await transformMap(map, rows);
    let reach = 0;
    for (let at = 0; at < map.length; at += 2) reach = Math.max(reach, Math.hypot(map[at], map[at + 1]));
    expect(Math.hypot(x, y)).toBeGreaterThan(reach);
    const none = { n: 0, k: 2, neighbors: new Int32Array(0), similarities: new Float32Array(0) };
    expect((await transformMap(map, none)).length).toBe(0);
    await expect(transformMap(new Float32Array(0), rows)).rejects.toMatchObject({ code: "empty_input" });
  });
});
