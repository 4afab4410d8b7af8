import { expect, test } from "vitest";
import { countText, differenceText, figureText, plainFigureText, shareText, spreadText } from "./figures.ts";

test("counts carry separators, huge ones an exponent", () => {
  expect(countText(4812)).toBe("4,812");
  expect(countText(2 ** 53)).toBe("9.007e15");
  expect(figureText(36.8, "count")).toBe("36.8");
});

test("a share reads 0% or 100% only when it is", () => {
  expect(figureText(0, "share")).toBe("0%");
  expect(figureText(1, "share")).toBe("100%");
  expect(figureText(0.99999, "share")).toBe(">99.9%");
  expect(figureText(0.00001, "share")).toBe("<0.1%");
  expect(figureText(0.65, "share")).toBe("65.0%");
  expect(shareText(1, 0)).toBe("–");
});

test("axes leave out trailing zeros", () => {
  expect(plainFigureText(0.2, "share")).toBe("20%");
  expect(plainFigureText(0.125, "share")).toBe("12.5%");
  expect(plainFigureText(100, "count")).toBe("100");
  expect(plainFigureText(0.5, "distance")).toBe("0.5");
});

test("a spread prints the digits that its deviation supports", () => {
  expect(spreadText({ mean: 3201.3, sd: 24.2 }, "count")).toBe("3,201 ± 24");
  expect(spreadText({ mean: 433.93, sd: 0.26 }, "count")).toBe("433.9 ± 0.3");
  expect(spreadText({ mean: 103, sd: 8e-8 }, "count")).toBe("103.0 ± <0.1");
  expect(spreadText({ mean: 0.6342, sd: 0.0113 }, "distance")).toBe("0.634 ± 0.011");
  expect(spreadText({ mean: 0.665, sd: 0.0052 }, "share")).toBe("66.50 ± 0.52%");
  expect(spreadText({ mean: 12, sd: 0 }, "count")).toBe("12 ± 0");
});

test("what is too small to print reads as less than the smallest step, and small means of counts keep a decimal", () => {
  expect(figureText(2e-7, "distance")).toBe("<0.00001");
  expect(figureText(0, "distance")).toBe("0");
  expect(spreadText({ mean: 1.4, sd: 1.1 }, "count")).toBe("1.4 ± 1.1");
});

test("differences carry a true minus sign", () => {
  expect(differenceText(-0.012, "distance")).toBe("−0.0120");
  expect(differenceText(1611, "count")).toBe("+1,611");
  expect(differenceText(0, "count")).toBe("0");
});
