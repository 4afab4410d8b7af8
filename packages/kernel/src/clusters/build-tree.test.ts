import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Graph } from "../graph.ts";
import { anyGraph, bruteForceGraph, gaussianMixture } from "../testing/random-graph.ts";
import { agglomerate } from "./agglomerate.ts";
import { buildTree } from "./build-tree.ts";
import { cut, cutNodes } from "./cut.ts";
import { chooseLevel } from "./level.ts";
import { completeTree, type Merges, membersOf } from "./merge-tree.ts";

/** Merges by looking at every pair of clusters at every step. */
function naiveMerges(graph: Graph, exponent: number): Merges {
  const { n, k } = graph;
  let largest = 0;
  graph.similarities.forEach((s, e) => {
    if (graph.neighbors[e] >= 0) largest = Math.max(largest, s);
  });
  const unit = (largest > 0 ? 2 ** Math.ceil(Math.log2(largest)) : 1) / 2 ** 24;
  const weight = Array.from({ length: n }, () => new Float64Array(n));
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < k; c++) {
      const j = graph.neighbors[i * k + c];
      if (j < 0) continue;
      const w = Math.max(weight[i][j], Math.round(graph.similarities[i * k + c] / unit));
      weight[i][j] = weight[j][i] = w;
    }
  }
  const clusters = new Map(Array.from({ length: n }, (_, i) => [i, [i]] as const).map(([id, m]) => [id, [...m]]));
  const merges = {
    n,
    exponent,
    left: new Int32Array(n - 1),
    right: new Int32Array(n - 1),
    link: new Float32Array(n - 1),
  };
  for (let m = 0; m < n - 1; m++) {
    let best = { a: -1, b: -1, value: 0 };
    let smallest = { a: -1, b: -1, size: Infinity };
    const ids = [...clusters.keys()].sort((a, b) => a - b);
    const bySize = [...ids].sort((a, b) => clusters.get(a)!.length - clusters.get(b)!.length || a - b);
    if (bySize.length > 1) {
      smallest = { a: Math.min(bySize[0], bySize[1]), b: Math.max(bySize[0], bySize[1]), size: 0 };
    }
    for (const a of ids) {
      for (const b of ids) {
        if (b <= a) continue;
        const [membersA, membersB] = [clusters.get(a)!, clusters.get(b)!];
        let sum = 0;
        for (const i of membersA) for (const j of membersB) sum += weight[i][j];
        const power = (s: number) => (exponent === 1 ? s : s ** exponent);
        const value = sum / (power(membersA.length) * power(membersB.length));
        if (value > best.value) best = { a, b, value };
      }
    }
    const { a, b } = best.a >= 0 ? best : smallest;
    merges.left[m] = a;
    merges.right[m] = b;
    merges.link[m] = best.a >= 0 ? best.value * unit : 0;
    clusters.set(n + m, [...clusters.get(a)!, ...clusters.get(b)!]);
    clusters.delete(a);
    clusters.delete(b);
  }
  return merges;
}

const asPlain = (merges: Merges) => ({
  left: [...merges.left],
  right: [...merges.right],
  link: [...merges.link],
});

describe("agglomerate", () => {
  it("makes the merges of the naive algorithm, whatever the ties, padding and separate parts", () => {
    fc.assert(
      fc.property(anyGraph(16), fc.constantFrom(1, 0.75, 0.4), (graph, exponent) => {
        fc.pre(graph.n > 0);
        const merges = agglomerate(graph, exponent, () => {});
        expect(asPlain(merges)).toEqual(asPlain(naiveMerges(graph, exponent)));
      }),
      { numRuns: 150 },
    );
  });

  it("agrees with the naive algorithm on a real neighbour graph", () => {
    const { vectors } = gaussianMixture(60, 6, 4, 11);
    const graph = bruteForceGraph(vectors, 6, 7);
    expect(asPlain(agglomerate(graph, 1, () => {}))).toEqual(asPlain(naiveMerges(graph, 1)));
  });

  it("gives links that never rise for average linkage", () => {
    const { vectors } = gaussianMixture(400, 8, 5, 3);
    const { link } = agglomerate(bruteForceGraph(vectors, 8, 10), 1, () => {});
    for (let m = 1; m < link.length; m++) expect(link[m]).toBeLessThanOrEqual(link[m - 1]);
  });
});

describe("a merge tree", () => {
  it("is a partition into exactly the asked number of clusters at every cut, each cut refining the next", () => {
    fc.assert(
      fc.property(anyGraph(20), (graph) => {
        const tree = completeTree(agglomerate(graph, 1, () => {}));
        let finer = cut(tree, graph.n);
        for (let count = graph.n; count >= 1; count--) {
          const labels = cut(tree, count);
          expect(new Set(labels).size).toBe(count);
          const parentOf = new Map<number, number>();
          finer.forEach((label, i) => {
            expect(parentOf.get(label) ?? labels[i]).toBe(labels[i]);
            parentOf.set(label, labels[i]);
          });
          finer = labels;
        }
      }),
      { numRuns: 60 },
    );
  });

  it("lists the members of every node contiguously", () => {
    fc.assert(
      fc.property(anyGraph(20), (graph) => {
        const tree = completeTree(agglomerate(graph, 1, () => {}));
        const below = (node: number): number[] =>
          node < tree.n ? [node] : [...below(tree.left[node - tree.n]), ...below(tree.right[node - tree.n])];
        for (let node = 0; node < 2 * tree.n - 1; node++) {
          expect([...membersOf(tree, node)].sort((a, b) => a - b)).toEqual(below(node).sort((a, b) => a - b));
          expect(tree.size[node]).toBe(below(node).length);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("keeps the node of an unchanged cluster from one cut to another", () => {
    const { vectors } = gaussianMixture(200, 8, 6, 5);
    const tree = completeTree(agglomerate(bruteForceGraph(vectors, 8, 10), 1, () => {}));
    const coarse = new Set(cutNodes(tree, 20));
    const shared = cutNodes(tree, 21).filter((node) => coarse.has(node));
    expect(shared.length).toBe(19);
  });

  it("refuses a cut into no cluster or more than there are leaves", () => {
    const tree = completeTree(agglomerate(bruteForceGraph(gaussianMixture(5, 4, 1, 1).vectors, 4, 2), 1, () => {}));
    for (const count of [0, 6, 2.5, Number.NaN]) {
      expect(() => cut(tree, count)).toThrow(expect.objectContaining({ code: "invalid_argument" }));
    }
  });
});

describe("chooseLevel", () => {
  it("takes n / 5 groups when no cluster is too large", () => {
    const { vectors } = gaussianMixture(400, 12, 20, 9);
    const tree = completeTree(agglomerate(bruteForceGraph(vectors, 12, 10), 1, () => {}));
    expect(chooseLevel(tree)).toBe(80);
    expect(chooseLevel(tree, { groups: 200 })).toBe(200);
  });

  it("cuts finer until the largest cluster holds at most the share", () => {
    const { vectors } = gaussianMixture(400, 12, 3, 9);
    const tree = completeTree(agglomerate(bruteForceGraph(vectors, 12, 10), 1, () => {}));
    const count = chooseLevel(tree, { groups: 3, largestShare: 0.1 });
    const largest = (c: number) => Math.max(...cutNodes(tree, c).map((node) => tree.size[node]));
    expect(largest(count)).toBeLessThanOrEqual(40);
    expect(largest(count - 1)).toBeGreaterThan(40);
  });

  it("never joins parts that no edge connects", () => {
    fc.assert(
      fc.property(anyGraph(20), (graph) => {
        fc.pre(graph.n > 0);
        const tree = completeTree(agglomerate(graph, 1, () => {}));
        const joined = tree.link.filter((link) => link === 0).length;
        expect(chooseLevel(tree, { groups: 1, largestShare: 1 })).toBe(joined + 1);
      }),
    );
  });
});

describe("buildTree", () => {
  it("defines trees of no, one and two rows", async () => {
    const graphOf = (n: number) =>
      bruteForceGraph(
        Float32Array.from({ length: 3 * n }, (_, i) => 1 + i),
        3,
        2,
      );
    expect((await buildTree(graphOf(0))).parent.length).toBe(0);
    const one = await buildTree(graphOf(1));
    expect([...cut(one, 1)]).toEqual([0]);
    expect(chooseLevel(one)).toBe(1);
    const two = await buildTree(graphOf(2));
    expect([...two.parent]).toEqual([2, 2, -1]);
    expect([...cut(two, 2)]).toEqual([0, 1]);
  });

  it("gives the same bytes for the same graph", async () => {
    const graph = bruteForceGraph(gaussianMixture(300, 8, 6, 5).vectors, 8, 10);
    const [first, second] = [await buildTree(graph), await buildTree(graph)];
    expect(first).toEqual(second);
  });

  it("joins identical rows and leaves rows without neighbours for last", async () => {
    const vectors = new Float32Array(3 * 12);
    for (let i = 0; i < 10; i++) vectors.set([1, 2, 3], 3 * i);
    const tree = await buildTree(bruteForceGraph(vectors, 3, 4));
    expect(tree.link[8]).toBeGreaterThan(0);
    expect([...tree.link.slice(9)]).toEqual([0, 0]);
    expect(tree.size[21]).toBe(2);
  });

  it("refuses an exponent outside (0, 1]", async () => {
    const graph = bruteForceGraph(gaussianMixture(5, 4, 1, 1).vectors, 4, 2);
    await expect(buildTree(graph, { exponent: 0 })).rejects.toMatchObject({ code: "invalid_argument" });
    await expect(buildTree(graph, { exponent: 1.5 })).rejects.toMatchObject({ code: "invalid_argument" });
  });

  it("stops when asked to", async () => {
    const graph = bruteForceGraph(gaussianMixture(50, 4, 3, 1).vectors, 4, 5);
    await expect(buildTree(graph, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "cancelled" });
    const abort = new AbortController();
    const building = buildTree(graph, { signal: abort.signal });
    abort.abort();
    await expect(building).rejects.toMatchObject({ code: "cancelled" });
  });
});
