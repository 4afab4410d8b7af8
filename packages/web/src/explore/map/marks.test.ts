import { describe, expect, it } from "vitest";
import { type MarkCanvas, membersOf, paintMarks, placesInSight } from "./marks.ts";

const size = { width: 100, height: 60 };
const camera = { x: 0, y: 0, scale: 10 };

/** Counts what is drawn. */
function countingCanvas() {
  const drawn = { arcs: 0, rectangles: 0, strokes: 0 };
  const canvas: MarkCanvas = {
    ...{ lineWidth: 0, strokeStyle: "", fillStyle: "" },
    beginPath: () => {},
    moveTo: () => {},
    arc: () => void drawn.arcs++,
    stroke: () => void drawn.strokes++,
    fillRect: () => void drawn.rectangles++,
  };
  return { canvas, drawn };
}

describe("marks of selected samples on the map", () => {
  it("reads the members of a mask", () => {
    expect([...membersOf(Uint8Array.of(0b1000_0001, 0b10), 10)]).toEqual([0, 7, 9]);
    expect([...membersOf(Uint8Array.of(0xff), 3)]).toEqual([0, 1, 2]);
    expect(membersOf(null, 10)).toHaveLength(0);
  });

  it("places what is in sight", () => {
    const positions = Float32Array.of(0, 0, 1, 0, 99, 0);
    const places = placesInSight(positions, Int32Array.of(0, 1, 2), camera, size);
    expect([...places]).toEqual([50, 30, 60, 30]);
  });

  it("draws rings with a halo, and dots where there are many", () => {
    const few = countingCanvas();
    paintMarks(few.canvas, Float32Array.of(1, 2, 3, 4), 2, { mark: "#00f", halo: "#fff" });
    expect(few.drawn).toEqual({ arcs: 2, rectangles: 0, strokes: 2 });
    const many = countingCanvas();
    paintMarks(many.canvas, new Float32Array(2 * 5000), 2, { mark: "#00f", halo: "#fff" });
    expect(many.drawn).toEqual({ arcs: 0, rectangles: 5000, strokes: 0 });
  });
});
