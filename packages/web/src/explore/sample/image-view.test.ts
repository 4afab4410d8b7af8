import { describe, expect, it } from "vitest";
import { fittedView, movedView, toImage, toStage, viewOfBox, zoomedView } from "./image-view.ts";

const image = { width: 4000, height: 2000 };
const stage = { width: 848, height: 648 };

describe("the view of an image", () => {
  it("shows the whole image with a margin", () => {
    const view = fittedView(image, stage);
    expect(toStage(view, stage, [0, 1000])[0]).toBeCloseTo(24);
    expect(toStage(view, stage, [4000, 1000])[0]).toBeCloseTo(824);
  });

  it("keeps the px under the pointer in place while it zooms", () => {
    const at: [number, number] = [300, 250];
    const before = fittedView(image, stage);
    const under = toImage(before, stage, at);
    const after = zoomedView(before, image, stage, 3, at);
    expect(after.scale).toBeCloseTo(before.scale * 3);
    expect(toStage(after, stage, under)[0]).toBeCloseTo(at[0]);
    expect(toStage(after, stage, under)[1]).toBeCloseTo(at[1]);
  });

  it("cannot be moved off the image or zoomed out of sight", () => {
    const view = fittedView(image, stage);
    expect(movedView(view, image, 99_999, -99_999)).toMatchObject({ x: 0, y: 2000 });
    expect(zoomedView(view, image, stage, 1e-6).scale).toBeCloseTo(view.scale / 2);
    expect(zoomedView(view, image, stage, 1e6).scale).toBe(64);
  });

  it("goes to a part of the image", () => {
    const view = viewOfBox([1000, 500, 100, 50], image, stage);
    const [left, top] = toStage(view, stage, [1000, 500]);
    const [right, bottom] = toStage(view, stage, [1100, 550]);
    expect(left).toBeGreaterThan(0);
    expect(top).toBeGreaterThan(0);
    expect(right).toBeLessThan(stage.width);
    expect(bottom).toBeLessThan(stage.height);
    expect(right - left).toBeGreaterThan(stage.width / 2);
  });
});
