import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { computeNeighbors, createRandom, vectorsInMemory } from "@gleaner/kernel";
import { openWorkspace } from "@gleaner/store";
import { expect, onTestFinished, test } from "vitest";
import { classPosterior } from "./class-posterior.ts";
import { keptPosterior } from "./kept-posterior.ts";

const work = { signal: new AbortController().signal, progress: () => {}, check: () => {} };
const [n, dimension, names] = [450, 12, ["a", "b", "c"]];

/** Three clouds of 150 rows each, and a judge of their labels that counts how often its models are fitted. */
async function clouds() {
  const folder = await mkdtemp(join(tmpdir(), "gleaner-posterior-"));
  const workspace = await openWorkspace(join(folder, "workspace"), { create: true });
  onTestFinished(async () => {
    await workspace.close();
    await rm(folder, { recursive: true, force: true });
  });
  const random = createRandom(3);
  const truth = Int32Array.from({ length: n }, (_, row) => row % 3);
  const centers = Float32Array.from({ length: 3 * dimension }, () => random.normal());
  const data = Float32Array.from(
    { length: n * dimension },
    (_, i) => centers[truth[Math.floor(i / dimension)] * dimension + (i % dimension)] + 0.6 * random.normal(),
  );
  const graph = await computeNeighbors(vectorsInMemory(data, dimension), { k: 10, threads: 1 });
  let fits = 0;
  const judge = async (labels: Int32Array, classes: readonly string[] = names, isKept = true) => {
    const rows = Int32Array.from(labels.keys()).filter((row) => labels[row] >= 0);
    const given = rows.map((row) => labels[row]);
    const own = Float32Array.from(
      [...rows].flatMap((row) => [...data.subarray(row * dimension, (row + 1) * dimension)]),
    );
    const vectors = vectorsInMemory(own, dimension);
    const fit = () => {
      fits++;
      return classPosterior({ graph, rows, given, classes: classes.length, vectors, seed: 1, threads: 1 }, work);
    };
    const scope = isKept ? ["set"] : [`set ${fits}`];
    const problem = {
      scope,
      graph,
      graphKey: "g",
      rows,
      numbers: rows.map((row) => row + 1000),
      given,
      classes,
      seed: 1,
    };
    return { rows, posterior: await keptPosterior(workspace, problem, fit) };
  };
  return { truth, judge, fits: () => fits };
}

test("after a few edits only what they touch is judged anew, much as models that are fitted again would", async () => {
  const { truth, judge, fits } = await clouds();
  const wrong = truth.map((label, row) => (row === 12 || row === 40 ? (label + 1) % 3 : label));
  const before = await judge(wrong);
  expect((await judge(wrong)).posterior).toEqual(before.posterior);
  expect(fits()).toBe(1);
  // One label is put right, one sample is deleted.
  const edited = wrong.map((label, row) => (row === 12 ? truth[row] : row === 41 ? -1 : label));
  const after = await judge(edited);
  expect(fits()).toBe(1);
  expect(after.rows.length).toBe(n - 1);
  const fresh = await judge(edited, names, false);
  expect(fits()).toBe(2);
  let [apart, touched] = [0, 0];
  after.rows.forEach((row, at) => {
    for (let c = 0; c < 3; c++) {
      apart += Math.abs(after.posterior[3 * at + c] - fresh.posterior[3 * at + c]) / after.rows.length;
      if (after.posterior[3 * at + c] !== before.posterior[3 * row + c]) touched++;
    }
  });
  expect(apart).toBeLessThan(0.03);
  expect(touched).toBeGreaterThan(0);
  expect(touched).toBeLessThan(1.5 * n);
});

test("models are fitted again when many labels have changed, labels were added or there is a new class", async () => {
  const { truth, judge, fits } = await clouds();
  await judge(truth.map((label, row) => (row === 5 ? -1 : label)));
  await judge(truth);
  expect(fits()).toBe(2);
  await judge(truth.map((label, row) => (row % 6 === 0 ? (label + 1) % 3 : label)));
  expect(fits()).toBe(3);
  await judge(truth, [...names, "d"]);
  expect(fits()).toBe(4);
});
