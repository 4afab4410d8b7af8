import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Probe } from "@gleaner/kernel";
import type { Box } from "@gleaner/schema";
import { openWorkspace } from "@gleaner/store";
import { expect, onTestFinished, test } from "vitest";
import { openKeptProbes } from "./kept-probes.ts";
import type { LabeledBoxes } from "./labeled-boxes.ts";

const count = 80;

function boxes(edited: number, classes: string[] = ["a", "b"]): LabeledBoxes {
  const numbers = Int32Array.from({ length: count }, (_, at) => at + 1);
  const own = Array.from(numbers, (number): Box => [number, number <= edited ? 5 : 4, 10, 10]);
  return {
    space: "objects",
    numbers,
    samples: numbers,
    codes: numbers.map((n) => n % 2),
    classes,
    boxes: own,
    sizes: new Map(),
  };
}

test("probes stay while at most 50 boxes or 1 % have changed, and are fitted again after that or for other classes", async () => {
  const folder = await mkdtemp(join(tmpdir(), "gleaner-probes-"));
  const workspace = await openWorkspace(join(folder, "workspace"), { create: true });
  onTestFinished(async () => {
    await workspace.close();
    await rm(folder, { recursive: true, force: true });
  });
  let fits = 0;
  const look = async (labeled: LabeledBoxes, scope = "set") => {
    const kept = await openKeptProbes(workspace, [scope], labeled);
    const probes = await kept.of("placement", async () => {
      const bias = Float32Array.of(++fits, 0);
      const probe: Probe = {
        kind: "logistic",
        classes: 2,
        dimension: 3,
        weights: Float32Array.of(1, 2, 3, 4, 5, 6),
        bias,
      };
      return [probe, null];
    });
    await kept.keep();
    return probes;
  };
  const first = await look(boxes(0));
  expect(await look(boxes(0))).toEqual(first);
  expect(await look(boxes(50))).toEqual(first);
  expect(fits).toBe(1);
  expect((await look(boxes(51)))[0]?.bias[0]).toBe(2);
  expect((await look(boxes(0)))[0]?.bias[0]).toBe(3);
  expect((await look(boxes(0, ["a", "c"])))[0]?.bias[0]).toBe(4);
  expect((await look(boxes(0), "other set"))[0]?.bias[0]).toBe(5);
});
