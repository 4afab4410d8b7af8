import type { WeightedGraph } from "./fuzzy-set.ts";

/** The connected components of a graph. */
export interface Components {
  readonly count: number;
  /** `n`: component of each vertex; components are numbered by falling size, then by their smallest vertex. */
  readonly component: Int32Array;
  /** `count`: number of vertices of each. */
  readonly size: Int32Array;
}

/** Connected components by breadth-first search. O(vertices + edges). */
export function connectedComponents(graph: Pick<WeightedGraph, "n" | "start" | "neighbors">): Components {
  const { n, start, neighbors } = graph;
  const found = new Int32Array(n).fill(-1);
  const queue = new Int32Array(n);
  const sizes: number[] = [];
  for (let seed = 0; seed < n; seed++) {
    if (found[seed] >= 0) continue;
    const id = sizes.length;
    let end = 0;
    queue[end++] = seed;
    found[seed] = id;
    for (let at = 0; at < end; at++) {
      for (let edge = start[queue[at]]; edge < start[queue[at] + 1]; edge++) {
        const j = neighbors[edge];
        if (found[j] >= 0) continue;
        found[j] = id;
        queue[end++] = j;
      }
    }
    sizes.push(end);
  }
  const order = sizes.map((_, id) => id).sort((a, b) => sizes[b] - sizes[a] || a - b);
  const rank = new Int32Array(sizes.length);
  order.forEach((id, at) => {
    rank[id] = at;
  });
  return {
    count: sizes.length,
    component: found.map((id) => rank[id]),
    size: Int32Array.from(order, (id) => sizes[id]),
  };
}
