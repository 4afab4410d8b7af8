import { afterAll, describe, expect, it } from "vitest";
import { buildTree } from "./clusters/build-tree.ts";
import { chooseLevel } from "./clusters/level.ts";
import { nearestOfSets } from "./coverage/nearest-of-sets.ts";
import { signatureCandidates } from "./duplicates/signature-candidates.ts";
import { signatureLength } from "./duplicates/signature-layout.ts";
import { computeMap } from "./map/compute-map.ts";
import { sampleMap } from "./map/sample-map.ts";
import { transformMap } from "./map/transform-map.ts";
import { computeNeighbors } from "./neighbors/compute-neighbors.ts";
import { extendNeighbors } from "./neighbors/extend-neighbors.ts";
import { removeNeighbors } from "./neighbors/remove-neighbors.ts";
import { crossValidateProbe, predictProbe, trainProbe } from "./probe/train-probe.ts";
import { createRandom } from "./random.ts";
import { neighborScores } from "./scores/neighbor-scores.ts";
import { createSearcher } from "./search/searcher.ts";
import { selectRows } from "./selection/select.ts";
import type { TaskOptions } from "./task.ts";
import { longestTurn } from "./testing/longest-turn.ts";
import { vectorsInMemory } from "./vectors.ts";

const dimension = 64;
const n = 6000;
const added = 200;
const random = createRandom(1);
const rows = Float32Array.from({ length: n * dimension }, () => random.normal());
const labels = Int32Array.from({ length: n }, (_, row) => row % 5);
const source = vectorsInMemory(rows, dimension);
const old = vectorsInMemory(rows.subarray(0, (n - added) * dimension), dimension);
const graph = await computeNeighbors(source, { threads: 2 });
const oldGraph = await computeNeighbors(old, { threads: 2 });
const removed = Int32Array.from({ length: added }, (_, at) => n - added + at);
const tree = await buildTree(graph);
const space = { graph, tree, level: chooseLevel(tree), vectors: source };
const everyTenth = Int32Array.from({ length: n / 10 }, (_, at) => 10 * at);
const layout = await computeMap(graph, { method: "pca", source });
const probe = await trainProbe(source, labels, 5, { threads: 1 });
const layoutOfSignatures = { side: 16, colorSide: 8 };
const signatures = Uint8Array.from({ length: n * signatureLength(layoutOfSignatures) }, () => random.integer(256));
const hasSignature = new Uint8Array(n).fill(1);
const searcher = await createSearcher(source, { threads: 2 });
afterAll(() => searcher.close());

/** Every call of the kernel that may take long. */
const calls: Record<string, (options: TaskOptions) => Promise<unknown>> = {
  "exact graph": (options) => computeNeighbors(source, { ...options, threads: 2, method: "exact" }),
  "approximate graph": (options) => computeNeighbors(source, { ...options, threads: 2, method: "approximate" }),
  extension: (options) => extendNeighbors(oldGraph, source, { ...options, threads: 2 }),
  removal: (options) => removeNeighbors(graph, removed, old, { ...options, threads: 2 }),
  UMAP: (options) => computeMap(graph, { ...options, method: "umap", epochs: 30 }),
  "t-SNE": (options) => computeMap(graph, { ...options, method: "tsne", epochs: 20 }),
  PCA: (options) => computeMap(graph, { ...options, method: "pca", source }),
  "points placed in a map": (options) => transformMap(layout, graph, options),
  "points sampled from a map": (options) => sampleMap(layout, 1000, options),
  tree: (options) => buildTree(graph, options),
  "scores of a graph": (options) => neighborScores(graph, options),
  "pictures that may be the same": (options) =>
    signatureCandidates(signatures, hasSignature, layoutOfSignatures, options),
  "selection of the farthest": (options) =>
    selectRows(space, { ...options, strategy: "farthest", budget: 500, threads: 2 }),
  "adaptive selection": (options) => selectRows(space, { ...options, strategy: "adaptive", budget: 500, threads: 2 }),
  "nearest rows of sets": (options) =>
    nearestOfSets(source, everyTenth, [removed, everyTenth], { ...options, threads: 2 }),
  "training of a probe": (options) => trainProbe(source, labels, 5, { ...options, threads: 2 }),
  "prediction of a probe": (options) => predictProbe(probe, source, { ...options, threads: 2 }),
  "cross-validation of a probe": (options) => crossValidateProbe(source, labels, 5, { ...options, threads: 2 }),
  "opening of a searcher": async (options) => (await createSearcher(source, { ...options, threads: 2 })).close(),
  "opening of a searcher by cells": async (options) =>
    (await createSearcher(source, { ...options, threads: 2, method: "approximate" })).close(),
  "search for a batch": (options) => searcher.search(rows.slice(0, 512 * dimension), { ...options, limit: 20 }),
  "scores of all rows": (options) => searcher.scoreAll({ positives: rows.slice(0, 64 * dimension) }, options),
};

describe.each(Object.keys(calls))("%s", (name) => {
  it("leaves the event loop free: no turn takes 20 ms of processor time", async () => {
    await calls[name]({});
    expect(await longestTurn(() => calls[name]({}))).toBeLessThan(20);
  });

  it("ends with `cancelled` when it is aborted, before it starts and while it runs", async () => {
    const cancelled = expect.objectContaining({ code: "cancelled" });
    await expect(calls[name]({ signal: AbortSignal.abort() })).rejects.toEqual(cancelled);
    const controller = new AbortController();
    const running = calls[name]({ signal: controller.signal });
    controller.abort();
    await expect(running).rejects.toEqual(cancelled);
  });
});
