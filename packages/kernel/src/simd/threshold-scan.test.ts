import { expect, it } from "vitest";
import { createRandom } from "../random.ts";
import { createThresholdScan, scanWidth } from "./threshold-scan.ts";
import { createPrivateMemory } from "./web-assembly.ts";

it("names the values that reach one of their two thresholds, group by group", () => {
  const groups = 40;
  const length = groups * scanWidth;
  const memory = createPrivateMemory(12 * length + 8 * (groups + 1));
  const values = new Float32Array(memory.buffer, 0, length);
  const thresholds = new Float32Array(memory.buffer, 4 * length, length);
  const offsets = new Float32Array(memory.buffer, 8 * length, length);
  const hits = 12 * length;
  const found = new Int32Array(memory.buffer, hits, 2 * groups + 2);
  const scan = createThresholdScan(memory);
  const random = createRandom(5);
  for (let turn = 0; turn < 50; turn++) {
    values.forEach((_, at) => {
      values[at] = random.uniform() - 0.5;
      offsets[at] = turn < 25 ? 0 : 0.1 * random.uniform();
      thresholds[at] = random.uniform() < 0.5 ? Infinity : 0.9 + 0.1 * random.uniform();
    });
    values[scanWidth * 3 + 5] = -Infinity;
    values[scanWidth * 7 + 1] = 0.475;
    offsets[scanWidth * 7 + 1] = 0;
    thresholds[scanWidth * 7 + 1] = Math.fround(Math.fround(0.475) * 2);
    const threshold = turn % 2 === 0 ? Math.fround(0.97) : Infinity;
    const raise = turn < 40 ? 0 : Math.fround(0.01);
    const expected: number[] = [];
    for (let group = 0; group < groups; group++) {
      let mask = 0;
      for (let lane = 0; lane < scanWidth; lane++) {
        const at = group * scanWidth + lane;
        const estimate = Math.fround(Math.fround(values[at] * 2) - offsets[at]);
        if (estimate >= Math.fround(Math.min(threshold, thresholds[at]) + raise)) mask |= 1 << lane;
      }
      if (mask !== 0) expected.push(4 * group * scanWidth, mask);
    }
    const end = scan(0, length, 2, 8 * length, threshold, 4 * length, raise, hits);
    expect([...found.subarray(0, (end - hits) / 4)]).toEqual(expected);
    if (raise === 0) expect(expected).toContain(4 * 7 * scanWidth);
  }
});
