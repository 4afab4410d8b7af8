import { describe, expect, test } from "vitest";
import { frameOf, wave } from "../testing/pictures.ts";
import { findings, measureFrame } from "./measures.ts";

const ramp = (x: number, y: number, c: number): number => Math.floor((x + y * (c + 1)) / 4) % 64;
const checks = (x: number, y: number, c: number): number =>
  ((Math.floor(x / 9) + Math.floor(y / 7)) % 2) * (90 + 30 * c) + 20 * c;

// Computed with CleanVision's formulas in numpy and Pillow 13.0.0.
const golden = [
  { name: "waves", frame: frameOf(200, 120, 3, wave), scores: [0.913917, 0.766546, 0.6, 0.958492, 0.589789] },
  { name: "ramp", frame: frameOf(150, 40, 3, ramp), scores: [0.19997, 0.969701, 0.266667, 0.719626, 0.10137] },
  { name: "checks", frame: frameOf(61, 50, 3, checks), scores: [0.52541, 0.923033, 0.819672, 0.258483, 1] },
  { name: "gray", frame: frameOf(28, 28, 1, wave), scores: [0.988235, 0.945098, 1, 0.796773, 0.528576] },
];

describe("scores agree with CleanVision", () => {
  test.each(golden)("$name", ({ frame, scores }) => {
    const found = measureFrame(frame, frame.width, frame.height);
    const [dark, light, aspect, information, blurry] = scores;
    expect(found.dark).toBeCloseTo(dark, 3);
    expect(found.light).toBeCloseTo(light, 3);
    expect(found.odd_aspect_ratio).toBeCloseTo(aspect, 5);
    expect(found.low_information).toBeCloseTo(information, 5);
    expect(Math.abs(found.blurry - blurry)).toBeLessThan(0.002);
  });
});

test("a gray picture is the same whether it is stored with one channel or three", () => {
  const gray = frameOf(90, 70, 1, wave);
  const rgb = frameOf(90, 70, 3, (x, y) => wave(x, y, 0));
  expect(measureFrame(rgb, 90, 70)).toEqual(measureFrame(gray, 90, 70));
  expect(findings(measureFrame(gray, 90, 70))).toEqual(["grayscale"]);
});

test("one odd pixel makes a picture coloured", () => {
  const frame = frameOf(90, 70, 3, (x, y) => wave(x, y, 0));
  frame.data[3001] ^= 1;
  expect(measureFrame(frame, 90, 70).grayscale).toBe(1);
});

test("black, white, flat, thin and blurred pictures are found", () => {
  const flat = (value: number) =>
    measureFrame(
      frameOf(50, 50, 3, () => value),
      50,
      50,
    );
  expect(findings(flat(0))).toEqual(["dark", "low_information", "grayscale"]);
  expect(findings(flat(255))).toContain("light");
  expect(findings(measureFrame(frameOf(1, 400, 3, wave), 1, 400))).toContain("odd_aspect_ratio");
  const soft = frameOf(256, 256, 3, (x, y) => 90 + 30 * Math.sin(x / 80) * Math.cos(y / 90));
  expect(measureFrame(soft, 256, 256).blurry).toBeLessThan(measureFrame(frameOf(256, 256, 3, wave), 256, 256).blurry);
});

test("the size that counts is that of the full image", () => {
  const frame = frameOf(512, 10, 3, wave);
  expect(measureFrame(frame, 20_000, 400).odd_aspect_ratio).toBeCloseTo(0.02, 10);
});
