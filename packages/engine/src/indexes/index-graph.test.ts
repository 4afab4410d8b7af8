import { createRandom } from "@gleaner/kernel";
import { expect, it } from "vitest";
import { type MadeSample, makeWorkspace } from "../testing/made-workspace.ts";

const dimension = 32;

function samples(count: number, seed: number): MadeSample[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => ({ vector: Array.from({ length: dimension }, () => random.normal()) }));
}

it("an index over more samples has the graph that all of them have from the start", async () => {
  const [first, second] = [samples(2100, 1), samples(40, 2)];
  await using stack = new AsyncDisposableStack();
  const grown = await makeWorkspace(first);
  stack.defer(() => grown.close());
  const whole = await makeWorkspace([...first, ...second]);
  stack.defer(() => whole.close());
  const graphOf = async ({ workspace }: typeof grown) => {
    const index = await workspace.indexes.find("default", ["made"]);
    return index && workspace.artifacts.get("graph", index.artifacts.graph);
  };
  const before = await graphOf(grown);
  await grown.add(second);
  const result = await grown.engine.call("index", { datasets: ["made"], map: "pca" });
  expect(result).toMatchObject({ samples: 2140, recall: 1, unchanged: false });
  const after = await graphOf(grown);
  expect(after).toEqual(await graphOf(whole));
  expect(after).not.toEqual(before);

  const changed = Int32Array.of(grown.numbers[7]);
  await grown.workspace.vectors.append("default", changed, new Float32Array(dimension).fill(0.5));
  await grown.add(samples(10, 3));
  await grown.engine.call("index", { datasets: ["made"], map: "pca" });
  const rows = await graphOf(grown);
  expect(rows?.json).toMatchObject({ n: 2150, recall: 1 });
  expect(rows?.arrays["neighbors"].slice(7 * 15, 8 * 15)).not.toEqual(after?.arrays["neighbors"].slice(7 * 15, 8 * 15));
});
