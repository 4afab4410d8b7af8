import type { Random } from "../random.ts";
import { type Components, connectedComponents } from "./components.ts";
import type { WeightedGraph } from "./fuzzy-set.ts";
import { spectralCoordinates } from "./spectral.ts";

const goldenAngle = Math.PI * (3 - Math.sqrt(5));
const jitter = 1e-4;
const spacing = 1.2;

/**
 * Where a layout starts: every connected component by its spectral coordinates in a disc whose area is its share of all
 * vertices, the discs side by side, largest in the middle; the whole about `2 radius` across. `n x 2`.
 * A little noise separates vertices that would fall on one spot.
 */
export function initialLayout(graph: WeightedGraph, radius: number, random: Random, check: () => void): Float32Array {
  const components = connectedComponents(graph);
  const positions = new Float32Array(2 * graph.n);
  const members = verticesOf(components);
  let placed = 0;
  for (let c = 0; c < components.count; c++) {
    const own = members.subarray(placed, placed + components.size[c]);
    const [x, y] = discCenter(placed, own.length, graph.n, radius);
    const reach = radius * Math.sqrt(own.length / graph.n);
    const local = componentLayout(components.count === 1 ? graph : subgraph(graph, own), random, check);
    own.forEach((vertex, at) => {
      positions[2 * vertex] = x + reach * local[2 * at] + jitter * radius * random.normal();
      positions[2 * vertex + 1] = y + reach * local[2 * at + 1] + jitter * radius * random.normal();
    });
    placed += own.length;
  }
  return positions;
}

/** Vertices grouped by component, ascending within each. */
function verticesOf({ component, size }: Components): Int32Array {
  const end = new Int32Array(size.length + 1);
  for (let c = 0; c < size.length; c++) end[c + 1] = end[c] + size[c];
  const members = new Int32Array(component.length);
  for (let i = 0; i < component.length; i++) members[end[component[i]]++] = i;
  return members;
}

/** Discs placed so far cover a disc of `placed / n` of the area; the next one goes to its rim, turned by the golden angle. */
function discCenter(placed: number, size: number, n: number, radius: number): readonly [number, number] {
  if (placed === 0) return [0, 0];
  const distance = spacing * radius * (Math.sqrt(placed / n) + Math.sqrt(size / n));
  return [distance * Math.cos(placed * goldenAngle), distance * Math.sin(placed * goldenAngle)];
}

/** Coordinates within [-1, 1] for one connected component. */
function componentLayout(graph: WeightedGraph, random: Random, check: () => void): Float32Array {
  if (graph.n === 1) return Float32Array.of(0, 0);
  if (graph.n === 2) return Float32Array.of(-1, 0, 1, 0);
  const coordinates = spectralCoordinates(graph, random, check);
  for (let axis = 0; axis < 2; axis++) fitAxis(coordinates, axis);
  return coordinates;
}

function fitAxis(coordinates: Float32Array, axis: number): void {
  let low = Infinity;
  let high = -Infinity;
  for (let at = axis; at < coordinates.length; at += 2) {
    low = Math.min(low, coordinates[at]);
    high = Math.max(high, coordinates[at]);
  }
  const half = (high - low) / 2 || 1;
  for (let at = axis; at < coordinates.length; at += 2) coordinates[at] = (coordinates[at] - low) / half - 1;
}

function subgraph(graph: WeightedGraph, vertices: Int32Array): WeightedGraph {
  const local = new Map<number, number>();
  vertices.forEach((vertex, at) => {
    local.set(vertex, at);
  });
  const start = new Int32Array(vertices.length + 1);
  vertices.forEach((vertex, at) => {
    start[at + 1] = start[at] + graph.start[vertex + 1] - graph.start[vertex];
  });
  const neighbors = new Int32Array(start[vertices.length]);
  const weights = new Float32Array(start[vertices.length]);
  vertices.forEach((vertex, at) => {
    const from = graph.start[vertex];
    for (let edge = start[at]; edge < start[at + 1]; edge++) {
      neighbors[edge] = local.get(graph.neighbors[from + edge - start[at]]) ?? 0;
      weights[edge] = graph.weights[from + edge - start[at]];
    }
  });
  return { n: vertices.length, start, neighbors, weights };
}

/** Moves the vertices without any edge, which no force holds, onto a ring around all others. */
export function placeIsolated(graph: Pick<WeightedGraph, "n" | "start">, positions: Float32Array): void {
  const { n, start } = graph;
  const isolated: number[] = [];
  let [reach, x, y] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    if (start[i] === start[i + 1]) isolated.push(i);
    else {
      x += positions[2 * i];
      y += positions[2 * i + 1];
    }
  }
  const connected = n - isolated.length;
  if (isolated.length === 0) return;
  if (connected > 0) {
    x /= connected;
    y /= connected;
  }
  for (let i = 0; i < n; i++) {
    if (start[i] < start[i + 1]) reach = Math.max(reach, Math.hypot(positions[2 * i] - x, positions[2 * i + 1] - y));
  }
  const inner = connected > 0 ? 1.1 * reach : 0;
  const area = connected > 0 ? (reach * reach) / connected : 0.01;
  isolated.forEach((vertex, at) => {
    const distance = Math.sqrt(inner * inner + at * area);
    positions[2 * vertex] = x + distance * Math.cos(at * goldenAngle);
    positions[2 * vertex + 1] = y + distance * Math.sin(at * goldenAngle);
  });
}
