import { expect, it } from "vitest";
import { keepBest } from "./representatives.ts";

it("keeps the sound, then the labelled, then the larger, then the sharper, then the first of a group", () => {
  const merits = {
    sound: [1, 1, 0, 1, 1, 1, 1, 1, 1],
    labeled: [0, 1, 1, 0, 0, 0, 0, 0, 0],
    pixels: [9, 1, 99, 5, 8, 4, 4, Number.NaN, 2],
    sharpness: [0, 0, 0, 0, 0, 0.2, 0.7, 0.5, 0.5],
  };
  const { groups, dropped } = keepBest([0, 0, 0, 1, 1, 2, 2, 3, 4], merits);
  expect(groups.map((members) => [...members])).toEqual([
    [1, 0, 2],
    [4, 3],
    [6, 5],
  ]);
  expect([...dropped]).toEqual([1, 0, 1, 1, 0, 1, 0, 0, 0]);
});
