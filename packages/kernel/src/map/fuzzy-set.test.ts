import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyGraph, bruteForceGraph, gaussianMixture } from "../testing/random-graph.ts";
import { connectedComponents } from "./components.ts";
import { fitSimilarityCurve } from "./curve.ts";
import { fuzzySet, membershipStrengths } from "./fuzzy-set.ts";

describe("fitSimilarityCurve", () => {
  it("gives the coefficients of the reference implementation", () => {
    const { a, b } = fitSimilarityCurve(0.1, 1);
    expect(a).toBeCloseTo(1.57694, 4);
    expect(b).toBeCloseTo(0.89506, 4);
    expect(fitSimilarityCurve(0.5, 1).a).toBeCloseTo(0.583, 3);
    expect(fitSimilarityCurve(0.001, 1).b).toBeCloseTo(0.7915, 3);
  });
});

describe("membershipStrengths", () => {
  it("sums to log2(k + 1) over a row, with 1 for the nearest neighbour", () => {
    const graph = bruteForceGraph(gaussianMixture(80, 6, 3, 1).vectors, 6, 8);
    const strengths = membershipStrengths(graph);
    for (let i = 0; i < graph.n; i++) {
      const row = strengths.subarray(i * 8, (i + 1) * 8);
      expect(row[0]).toBe(1);
      expect(row.reduce((sum, s) => sum + s, 0)).toBeCloseTo(Math.log2(9), 3);
    }
  });

  it("is finite and within 0..1 on any graph, 0 on padding", () => {
    fc.assert(
      fc.property(anyGraph(), (graph) => {
        membershipStrengths(graph).forEach((strength, edge) => {
          if (graph.neighbors[edge] < 0) expect(strength).toBe(0);
          else expect(strength >= 0 && strength <= 1).toBe(true);
        });
      }),
    );
  });
});

describe("fuzzySet", () => {
  it("is the fuzzy union of both directions of every pair", () => {
    fc.assert(
      fc.property(anyGraph(), (graph) => {
        const { n, k, neighbors } = graph;
        const strengths = membershipStrengths(graph);
        const directed = (i: number, j: number) => {
          for (let edge = i * k; edge < (i + 1) * k; edge++) if (neighbors[edge] === j) return strengths[edge];
          return 0;
        };
        const set = fuzzySet(graph);
        const linked = new Set<string>();
        for (let i = 0; i < n; i++) {
          for (let edge = set.start[i]; edge < set.start[i + 1]; edge++) {
            const j = set.neighbors[edge];
            const [there, back] = [directed(i, j), directed(j, i)];
            expect(set.weights[edge]).toBeCloseTo(there + back - there * back, 5);
            expect(linked.has(`${i} ${j}`)).toBe(false);
            linked.add(`${i} ${j}`);
          }
        }
        for (let i = 0; i < n; i++) {
          for (let edge = i * k; edge < (i + 1) * k; edge++) {
            if (neighbors[edge] < 0) continue;
            expect(linked.has(`${i} ${neighbors[edge]}`) && linked.has(`${neighbors[edge]} ${i}`)).toBe(true);
          }
        }
      }),
    );
  });
});

describe("connectedComponents", () => {
  it("labels exactly what can be reached, largest first", () => {
    fc.assert(
      fc.property(anyGraph(), (graph) => {
        const set = fuzzySet(graph);
        const { component, size, count } = connectedComponents(set);
        const reach = (from: number) => {
          const seen = new Set([from]);
          for (const i of seen) {
            for (let edge = set.start[i]; edge < set.start[i + 1]; edge++) seen.add(set.neighbors[edge]);
          }
          return seen;
        };
        for (let i = 0; i < graph.n; i++) {
          const same = Array.from({ length: graph.n }, (_, j) => j).filter((j) => component[j] === component[i]);
          expect(same).toEqual([...reach(i)].sort((a, b) => a - b));
          expect(size[component[i]]).toBe(same.length);
        }
        expect([...size]).toEqual([...size].sort((a, b) => b - a));
        expect(count).toBe(size.length);
      }),
    );
  });
});
