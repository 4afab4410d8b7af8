import { afterAll, describe, expect, it } from "vitest";
import {
  buildTree,
  chooseLevel,
  computeMap,
  computeNeighbors,
  createRandom,
  createSearcher,
  createSelector,
  createVectorScorer,
  crossValidateProbe,
  cut,
  extendNeighbors,
  type Graph,
  KernelError,
  nearDuplicates,
  nearestOfSets,
  neighborScores,
  type Probe,
  predictProbe,
  randomCoverage,
  removeNeighbors,
  type Searcher,
  type Strategy,
  sampleMap,
  selectRows,
  trainProbe,
  transformMap,
  type VectorSource,
  vectorsInMemory,
} from "./index.ts";

const dimension = 40;
const threads = 1;

function rowsOf(n: number, value: (row: number, j: number) => number): VectorSource {
  return vectorsInMemory(
    Float32Array.from({ length: n * dimension }, (_, at) => value(Math.floor(at / dimension), at % dimension)),
    dimension,
  );
}

const random = createRandom(3);
const normal = Float32Array.from({ length: 60 * dimension }, () => random.normal());
const mixed = (row: number, j: number) => normal[(row % 60) * dimension + j];

/** Sets of rows that are hard on every function, with the rows among them that have no direction. */
const hardSets: { name: string; source: VectorSource; zero: (row: number) => boolean }[] = [
  { name: "no row", source: rowsOf(0, mixed), zero: () => false },
  { name: "one row", source: rowsOf(1, mixed), zero: () => false },
  { name: "two rows", source: rowsOf(2, mixed), zero: () => false },
  { name: "fewer rows than neighbours", source: rowsOf(7, mixed), zero: () => false },
  { name: "rows that are all equal", source: rowsOf(50, (_, j) => j + 1), zero: () => false },
  { name: "rows that are all there three times", source: rowsOf(180, mixed), zero: () => false },
  { name: "nothing but zero rows", source: rowsOf(30, () => 0), zero: () => true },
  { name: "one zero row", source: rowsOf(1, () => 0), zero: () => true },
  {
    name: "zero rows among others",
    source: rowsOf(60, (row, j) => (row % 7 === 3 ? 0 : mixed(row, j))),
    zero: (row) => row % 7 === 3,
  },
];

const strategies: Strategy[] = ["adaptive", "coverage", "typical", "facility", "farthest", "random", "stratified"];

describe.each(hardSets)("$name", ({ source, zero }) => {
  const { n } = source;
  const k = Math.max(0, Math.min(15, n - 1));
  const all = Int32Array.from({ length: n }, (_, row) => row);
  const directed = [...all].filter((row) => !zero(row));
  let made: Promise<Graph> | undefined;
  const graphOf = () => {
    made ??= computeNeighbors(source, { threads });
    return made;
  };

  it("has a graph: every row with a direction finds the others, nearest first, and zero rows find nothing", async () => {
    for (const method of ["exact", "approximate"] as const) {
      const graph = method === "exact" ? await graphOf() : await computeNeighbors(source, { method, threads });
      expect([graph.n, graph.k, graph.neighbors.length, graph.similarities.length]).toEqual([n, k, n * k, n * k]);
      for (const row of all) {
        const list = [...graph.neighbors.subarray(row * k, (row + 1) * k)];
        const found = list.filter((other) => other >= 0);
        expect(found).toHaveLength(zero(row) ? 0 : Math.min(k, directed.length - 1));
        expect(new Set(found).size).toBe(found.length);
        expect(found.some((other) => other === row || zero(other))).toBe(false);
        const similarities = graph.similarities.subarray(row * k, row * k + found.length);
        expect([...similarities]).toEqual([...similarities].sort((a, b) => b - a));
        expect(graph.similarities.subarray(row * k + found.length, (row + 1) * k).every((s) => s === -Infinity)).toBe(
          true,
        );
      }
    }
  });

  it("gives the same graph when rows are added and taken away", async () => {
    const graph = await graphOf();
    expect(await extendNeighbors(graph, source, { threads })).toEqual(graph);
    expect(await removeNeighbors(graph, new Int32Array(0), source, { threads })).toEqual(graph);
    const none = await removeNeighbors(graph, all, rowsOf(0, mixed), { threads });
    expect(none).toMatchObject({ n: 0, k: 0 });
    expect(await extendNeighbors(none, source, { threads })).toEqual(graph);
  });

  it("has a tree, groups, scores, duplicates", async () => {
    const graph = await graphOf();
    const tree = await buildTree(graph);
    expect([tree.n, tree.left.length]).toEqual([n, Math.max(0, n - 1)]);
    const level = chooseLevel(tree);
    expect(new Set(cut(tree, level)).size).toBe(level);
    const scores = await neighborScores(graph);
    for (const row of all) {
      expect(Number.isNaN(scores.outlier[row])).toBe(zero(row) || directed.length < 2);
      if (!Number.isNaN(scores.outlier[row])) expect(scores.outlier[row]).toBeGreaterThanOrEqual(0);
    }
    const edges = graph.neighbors.map((_, edge) => edge).filter((edge) => graph.neighbors[edge] > Math.floor(edge / k));
    const pairs = {
      a: edges.map((edge) => Math.floor(edge / k)),
      b: edges.map((edge) => graph.neighbors[edge]),
      distance: Float32Array.from(edges, (edge) => 1 - graph.similarities[edge]),
    };
    const { representative } = nearDuplicates(n, pairs, 0.001);
    for (const row of all) if (zero(row)) expect(representative[row]).toBe(row);
  });

  it.each(["umap", "tsne", "pca"] as const)("has a map by %s with every row at a finite place", async (method) => {
    const graph = await graphOf();
    const map = await computeMap(graph, { method, source, epochs: 20, threads });
    expect(map).toHaveLength(2 * n);
    expect(map.every(Number.isFinite)).toBe(true);
    expect(await sampleMap(map, 10)).toHaveLength(Math.min(n, 10));
    if (n === 0) return;
    const placed = await transformMap(map, graph);
    expect(placed).toHaveLength(2 * n);
    expect(placed.every(Number.isFinite)).toBe(true);
  });

  it("is selected from by every strategy", async () => {
    const graph = await graphOf();
    const tree = await buildTree(graph);
    const strata = new Int32Array(n);
    const selector = createSelector({ graph, tree, level: chooseLevel(tree), vectors: source }, { threads });
    try {
      for (const strategy of strategies) {
        for (const budget of [0, 1, 5, n + 3]) {
          const { rows } = await selector.select({ strategy, budget, strata });
          expect(new Set(rows).size).toBe(rows.length);
          expect(rows.length).toBe(Math.min(budget, n));
        }
      }
    } finally {
      await selector.close();
    }
  });

  it("is searched: zero vectors find nothing, others every row with a direction", async () => {
    const searcher = await createSearcher(source, { threads });
    try {
      const query = normal.slice(0, dimension);
      const found = await searcher.search(query, { limit: 200 });
      expect([...found.rows].filter((row) => row >= 0).sort((a, b) => a - b)).toEqual(directed);
      const nothing = await searcher.search(new Float32Array(dimension), { limit: 3 });
      expect([...nothing.rows].every((row) => row === -1)).toBe(true);
      const scores = await searcher.scoreAll({ positives: query });
      const data = new Float32Array(n * dimension);
      await source.read(0, n, data);
      expect(createVectorScorer({ positives: query }, dimension).score(data)).toEqual(scores);
      for (const row of all) expect(scores[row] === -Infinity).toBe(zero(row));
    } finally {
      await searcher.close();
    }
  });

  it("trains a probe, or says that there is nothing to train on", async () => {
    const labels = Int32Array.from(all, (row) => row % 2);
    if (n === 0) {
      await expect(trainProbe(source, labels, 2, { threads })).rejects.toMatchObject({ code: "empty_input" });
      return;
    }
    const probe = await trainProbe(source, labels, 2, { threads, iterations: 5 });
    const probabilities = await predictProbe(probe, source, { threads });
    expect(probabilities.every((value) => value >= 0 && value <= 1)).toBe(true);
    const tested = await crossValidateProbe(source, labels, 2, { threads, iterations: 5, folds: 2 });
    expect(tested.probabilities.every((value) => value >= 0 && value <= 1)).toBe(true);
  });
});

/** Calls that cannot have a result, with the code of the error. */
describe("refuses", () => {
  const good = rowsOf(60, mixed);
  const withNaN = rowsOf(60, (row, j) => (row === 5 && j === 3 ? Number.NaN : mixed(row, j)));
  const withInfinity = rowsOf(60, (row, j) => (row === 5 && j === 3 ? -Infinity : mixed(row, j)));
  const query = normal.slice(0, dimension);
  const bad = Float32Array.from(query, (value, j) => (j === 2 ? Infinity : value));
  const labels = Int32Array.from({ length: 60 }, (_, row) => row % 2);
  const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
    let made: Promise<T> | undefined;
    return () => {
      made ??= make();
      return made;
    };
  };
  const graph = once(() => computeNeighbors(good, { threads, k: 5 }));
  const cutShort = async (): Promise<Graph> => ({ ...(await graph()), neighbors: new Int32Array(7) });
  const probeOf = once((): Promise<Probe> => trainProbe(good, labels, 2, { threads }));
  const searcherOf = once((): Promise<Searcher> => createSearcher(good, { threads }));
  const searching = async <T>(use: (searcher: Searcher) => Promise<T>): Promise<T> => use(await searcherOf());
  afterAll(async () => (await searcherOf()).close());

  async function selecting(source: VectorSource, strategy: Strategy): Promise<unknown> {
    const tree = await buildTree(await graph());
    return selectRows({ graph: await graph(), tree, level: 30, vectors: source }, { strategy, budget: 9, threads });
  }

  const calls: { code: KernelError["code"]; name: string; call: () => unknown }[] = [];
  for (const [name, source] of [
    ["NaN", withNaN],
    ["infinite values", withInfinity],
  ] as const) {
    const refused = (what: string, call: () => unknown) =>
      calls.push({ code: "non_finite_vector", name: `${name} in rows: ${what}`, call });
    refused("computeNeighbors", () => computeNeighbors(source, { threads }));
    refused("computeNeighbors in float32", () => computeNeighbors(source, { threads, arithmetic: "float32" }));
    refused("extendNeighbors", async () => {
      const first = rowsOf(5, mixed);
      return extendNeighbors(await computeNeighbors(first, { threads }), source, { threads });
    });
    refused("computeMap by pca", async () => computeMap(await graph(), { method: "pca", source }));
    refused("createSearcher", () => createSearcher(source, { threads }));
    refused("trainProbe", () => trainProbe(source, labels, 2, { threads }));
    refused("crossValidateProbe", () => crossValidateProbe(source, labels, 2, { threads }));
    refused("predictProbe", async () => predictProbe(await probeOf(), source, { threads }));
    refused("selectRows by farthest", () => selecting(source, "farthest"));
    refused("selectRows by adaptive", () => selecting(source, "adaptive"));
    refused("VectorScorer.score", async () => {
      const data = new Float32Array(60 * dimension);
      await source.read(0, 60, data);
      return createVectorScorer({ positives: query }, dimension).score(data);
    });
  }
  const queries: [string, (query: Float32Array) => unknown][] = [
    ["search", (vector) => searching((searcher) => searcher.search(vector, { limit: 3 }))],
    ["searchAnchors", (positives) => searching((searcher) => searcher.searchAnchors({ positives }, { limit: 3 }))],
    ["scoreAll", (positives) => searching((searcher) => searcher.scoreAll({ positives }))],
    ["createVectorScorer", (positives) => createVectorScorer({ positives }, dimension)],
  ];
  for (const [name, call] of queries) {
    calls.push({ code: "non_finite_vector", name: `infinite values in the query: ${name}`, call: () => call(bad) });
    calls.push({
      code: "wrong_dimension",
      name: `a query of another dimension: ${name}`,
      call: () => call(query.slice(1)),
    });
  }
  const invalid = (name: string, call: () => unknown) => calls.push({ code: "invalid_argument", name, call });
  invalid("a graph whose lists are cut short: buildTree", async () => buildTree(await cutShort()));
  invalid("a graph whose lists are cut short: computeMap", async () => computeMap(await cutShort()));
  invalid("a graph whose lists are cut short: neighborScores", async () => neighborScores(await cutShort()));
  const pair = { a: Int32Array.of(0), b: Int32Array.of(1), distance: Float32Array.of(0.1) };
  invalid("a distance that is none: nearDuplicates", () => nearDuplicates(2, pair, Number.NaN));
  invalid("a graph whose lists are cut short: extendNeighbors", async () => extendNeighbors(await cutShort(), good));
  invalid("a graph whose lists are cut short: removeNeighbors", async () =>
    removeNeighbors(await cutShort(), new Int32Array(0), good),
  );
  invalid("a graph whose lists are cut short: transformMap", async () =>
    transformMap(new Float32Array(120), await cutShort()),
  );
  invalid("vectors of other rows: computeMap by pca", async () =>
    computeMap(await graph(), { method: "pca", source: rowsOf(3, mixed) }),
  );
  invalid("a layout of an odd length: sampleMap", () => sampleMap(new Float32Array(7), 3));
  invalid("a layout of an odd length: transformMap", async () => transformMap(new Float32Array(7), await graph()));
  invalid("a tree of other rows: selectRows", async () => {
    const tree = await buildTree(await computeNeighbors(rowsOf(9, mixed), { threads }));
    return selectRows({ graph: await graph(), tree, level: 3 }, { strategy: "random", budget: 2 });
  });
  invalid("more samples than there are: randomCoverage", () => randomCoverage([3], 3, 4));
  invalid("rows that do not exist: nearestOfSets", () =>
    nearestOfSets(good, Int32Array.of(77), [Int32Array.of(1)], { threads }),
  );
  invalid("positives that are missing: createVectorScorer", () =>
    createVectorScorer({ positives: new Float32Array(0) }, dimension),
  );
  calls.push({
    code: "wrong_dimension",
    name: "rows of another dimension: predictProbe",
    call: async () => predictProbe(await probeOf(), vectorsInMemory(normal, 20), { threads }),
  });
  calls.push({
    code: "wrong_dimension",
    name: "values that are no whole number of rows: vectorsInMemory",
    call: () => vectorsInMemory(normal, 7),
  });
  calls.push({
    code: "wrong_dimension",
    name: "rows of no dimension: vectorsInMemory",
    call: () => vectorsInMemory(normal, 0),
  });

  it.each(calls)("$name ($code)", async ({ code, call }) => {
    const error = await (async () => call())().then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(KernelError);
    expect(error).toMatchObject({ code });
  });
});
