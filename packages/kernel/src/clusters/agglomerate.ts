import type { Graph } from "../graph.ts";
import { sharedFloat32, sharedInt32 } from "../shared-memory.ts";
import { createLinkQueue } from "./link-queue.ts";
import type { Merges } from "./merge-tree.ts";
import { linkSymmetrically, reserve, type SparseLinks } from "./sparse-links.ts";

const mergesPerReport = 1024;

/**
 * Agglomerates the symmetrised graph: at every step the two clusters with the highest linkage
 * `sum of edge weights between them / (|A| |B|)^exponent` become one; among equals the pair with the smallest ids goes first.
 * Every cluster keeps its best partner and an upper bound of that linkage (Müllner 2011, "Modern hierarchical, agglomerative
 * clustering algorithms", generic algorithm); bounds are refreshed only when they reach the top of a heap.
 * Parts without an edge between them are joined at the end with linkage 0, the two smallest first.
 * `report` is called now and then with the number of merges made; it may throw to stop the work.
 */
export function agglomerate(graph: Graph, exponent: number, report: (merges: number) => void): Merges {
  const { n } = graph;
  const nodes = Math.max(0, 2 * n - 1);
  const links = linkSymmetrically(graph);
  const cluster = Int32Array.from({ length: nodes }, (_, node) => node);
  const size = new Int32Array(nodes).fill(1);
  const sizePower = Float64Array.from({ length: n + 1 }, (_, s) => (exponent === 1 ? s : s ** exponent));
  const key = new Float64Array(nodes);
  const best = new Int32Array(nodes).fill(-1);
  const stale = new Uint8Array(nodes);
  const place = new Int32Array(nodes).fill(-1);
  const queue = createLinkQueue(key, n);
  const left = sharedInt32(Math.max(0, n - 1));
  const right = sharedInt32(Math.max(0, n - 1));
  const link = sharedFloat32(Math.max(0, n - 1));

  const find = (node: number) => {
    let at = node;
    while (cluster[at] !== at) {
      cluster[at] = cluster[cluster[at]];
      at = cluster[at];
    }
    return at;
  };

  /** Appends the run of `node`, resolved and summed by cluster, to the run that begins at `first`; returns its new end. */
  const gather = (node: number, first: number, end: number) => {
    const { neighbors, weights } = links;
    const from = links.start[node];
    const to = from + links.length[node];
    let kept = end;
    for (let at = from; at < to; at++) {
      const j = find(neighbors[at]);
      const seen = place[j];
      if (seen >= first && seen < kept && neighbors[seen] === j) weights[seen] += weights[at];
      else {
        place[j] = kept;
        neighbors[kept] = j;
        weights[kept++] = weights[at];
      }
    }
    return kept;
  };

  const chooseBest = (node: number) => {
    const from = links.start[node];
    const to = from + links.length[node];
    let bestKey = 0;
    let bestNode = -1;
    for (let at = from; at < to; at++) {
      const j = links.neighbors[at];
      const value = links.weights[at] / (sizePower[size[node]] * sizePower[size[j]]);
      if (value > bestKey || (value === bestKey && j < bestNode)) {
        bestKey = value;
        bestNode = j;
      }
    }
    key[node] = bestKey;
    best[node] = bestNode;
    stale[node] = 0;
  };

  const refresh = (node: number) => {
    const first = links.start[node];
    links.length[node] = gather(node, first, first) - first;
    chooseBest(node);
  };

  const living = function* () {
    for (let node = 0; node < nodes; node++) if (cluster[node] === node) yield node;
  };

  const joinRuns = (a: number, b: number, c: number) => {
    reserve(links, links.length[a] + links.length[b], living());
    const first = links.end;
    const end = gather(b, first, gather(a, first, first));
    links.start[c] = first;
    links.length[c] = dropPair(links, first, end, a, b) - first;
    links.length[a] = 0;
    links.length[b] = 0;
    links.end = first + links.length[c];
  };

  const tellNeighbors = (a: number, b: number, c: number) => {
    const from = links.start[c];
    const to = from + links.length[c];
    for (let at = from; at < to; at++) {
      const j = links.neighbors[at];
      const value = links.weights[at] / (sizePower[size[c]] * sizePower[size[j]]);
      if (value > key[j]) {
        key[j] = value;
        best[j] = c;
        stale[j] = 0;
        queue.moved(j);
      } else if (best[j] === a || best[j] === b) stale[j] = 1;
    }
  };

  for (let i = 0; i < n; i++) {
    chooseBest(i);
    if (best[i] >= 0) queue.push(i);
  }
  let merges = 0;
  let steps = 0;
  while (queue.length > 0) {
    if (steps++ % mergesPerReport === 0) report(merges);
    const a = queue.top();
    if (stale[a]) {
      refresh(a);
      queue.moved(a);
      continue;
    }
    const b = best[a];
    const c = n + merges;
    left[merges] = Math.min(a, b);
    right[merges] = Math.max(a, b);
    link[merges] = key[a] * links.unit;
    merges++;
    queue.remove(a);
    queue.remove(b);
    joinRuns(a, b, c);
    cluster[a] = c;
    cluster[b] = c;
    size[c] = size[a] + size[b];
    chooseBest(c);
    tellNeighbors(a, b, c);
    if (best[c] >= 0) queue.push(c);
  }
  joinRemaining({ n, exponent, left, right, link }, merges, size);
  return { n, exponent, left, right, link };
}

/** Removes the entries of `a` and `b` from the run `first..end`; returns its new end. */
function dropPair(links: SparseLinks, first: number, end: number, a: number, b: number): number {
  let kept = first;
  for (let at = first; at < end; at++) {
    const j = links.neighbors[at];
    if (j === a || j === b) continue;
    links.neighbors[kept] = j;
    links.weights[kept++] = links.weights[at];
  }
  return kept;
}

/** Joins the roots that are left after `done` merges, always the two smallest (then the smallest ids), with linkage 0. */
function joinRemaining(merges: Merges, done: number, size: Int32Array): void {
  const { n, left, right } = merges;
  const isChild = new Uint8Array(n + done);
  for (let m = 0; m < done; m++) isChild[left[m]] = isChild[right[m]] = 1;
  const roots: number[] = [];
  for (let node = 0; node < n + done; node++) if (!isChild[node]) roots.push(node);
  roots.sort((a, b) => size[a] - size[b] || a - b);
  let nextRoot = 0;
  let nextJoined = n + done;
  const takeSmallest = (end: number) => {
    const root = roots[nextRoot];
    if (nextRoot < roots.length && (nextJoined >= end || size[root] <= size[nextJoined])) return roots[nextRoot++];
    return nextJoined++;
  };
  for (let m = done; m < n - 1; m++) {
    const a = takeSmallest(n + m);
    const b = takeSmallest(n + m);
    left[m] = Math.min(a, b);
    right[m] = Math.max(a, b);
    size[n + m] = size[a] + size[b];
  }
}
