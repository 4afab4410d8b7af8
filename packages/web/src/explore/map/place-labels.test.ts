import { describe, expect, it } from "vitest";
import { placed } from "./place-labels.ts";

const camera = { x: 0, y: 0, scale: 10 };
const size = { width: 200, height: 100 };
const wish = (x: number, y: number) => ({ x, y, width: 40, height: 30 });

describe("labels on the map", () => {
  it("go first come, first served, without overlap and inside the picture", () => {
    const wishes = [wish(0, 0), wish(1, 1), wish(4, 0), wish(9.5, 0), wish(0, 3.2)];
    expect(placed(wishes, camera, size).map((one) => [one.left, one.top])).toEqual([
      [100, 50],
      [140, 50],
      [100, 18],
    ]);
  });

  it("find more room when the map is nearer", () => {
    const wishes = [wish(0, 0), wish(1, 1)];
    expect(placed(wishes, camera, size)).toHaveLength(1);
    expect(placed(wishes, { ...camera, scale: 30 }, size)).toHaveLength(2);
  });
});
