import { describe, expect, it } from "vitest";
import { labelAgreement } from "./label-agreement.ts";

const graph = {
  n: 4,
  k: 3,
  neighbors: Int32Array.of(1, 2, 3, 0, 2, 3, 0, 1, -1, -1, -1, -1),
  similarities: Float32Array.of(0.8, 0.6, 0.6, 0.8, 0.4, -0.5, 0.6, 0.4, -Infinity, -Infinity, -Infinity, -Infinity),
  recall: 1,
};

describe("labelAgreement", () => {
  it("weighs the neighbours' labels by similarity, the smaller label among equals", () => {
    const { agreement, majority } = labelAgreement(graph, Int32Array.of(7, 7, 5, 5));
    expect([...agreement.slice(0, 3)]).toEqual([0.4, 0.8 / 1.2, 0].map((value) => expect.closeTo(value, 6)));
    expect([...majority]).toEqual([5, 7, 7, -1]);
    expect(agreement[3]).toBeNaN();
    expect([...labelAgreement(graph, Int32Array.of(0, 9, 3, -1)).majority.slice(2)]).toEqual([0, -1]);
  });

  it("knows nothing of rows without a label or without labelled neighbours", () => {
    const { agreement, majority } = labelAgreement(graph, Int32Array.of(-1, 2, -1, -1));
    expect([...agreement]).toEqual([NaN, NaN, NaN, NaN]);
    expect([...majority]).toEqual([2, -1, 2, -1]);
  });

  it("refuses a list of another length", () => {
    expect(() => labelAgreement(graph, new Int32Array(3))).toThrow(
      expect.objectContaining({ code: "invalid_argument" }),
    );
  });
});
