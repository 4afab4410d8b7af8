import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  contentTop,
  type GridLayout,
  gridLayout,
  gridWindow,
  isScaled,
  maximumScrollHeight,
  scrollTopFor,
  tilesInRectangle,
  topToShow,
} from "./grid-layout.ts";

const layouts: fc.Arbitrary<GridLayout> = fc
  .record({
    count: fc.oneof(fc.nat({ max: 300 }), fc.nat({ max: 5_000_000 })),
    width: fc.integer({ min: 1, max: 4000 }),
    viewport: fc.integer({ min: 1, max: 3000 }),
    target: fc.integer({ min: 40, max: 600 }),
    gap: fc.integer({ min: 0, max: 20 }),
  })
  .map((options) => gridLayout(options));

describe("gridLayout", () => {
  it("fits the tiles into the width and never exceeds the cap", () => {
    fc.assert(
      fc.property(layouts, (layout) => {
        expect(layout.columns * layout.pitch - layout.gap).toBeLessThanOrEqual(Math.max(4000, layout.tile));
        expect(layout.scrollHeight).toBeLessThanOrEqual(Math.max(maximumScrollHeight, layout.viewport));
        expect(layout.rows * layout.columns).toBeGreaterThanOrEqual(layout.count);
      }),
    );
  });

  it("scales a million large tiles and leaves a hundred alone", () => {
    const million = gridLayout({ count: 1_000_000, width: 800, viewport: 900, target: 200, gap: 4 });
    expect(isScaled(million)).toBe(true);
    expect(isScaled(gridLayout({ count: 100, width: 800, viewport: 900, target: 200, gap: 4 }))).toBe(false);
  });
});

describe("scrolling", () => {
  it("reaches the first and the last tile", () => {
    fc.assert(
      fc.property(layouts, (layout) => {
        fc.pre(layout.count > 0);
        expect(gridWindow(layout, contentTop(layout, 0), 0).first).toBe(0);
        const end = contentTop(layout, layout.scrollHeight - layout.viewport);
        expect(gridWindow(layout, end, 0).end).toBe(layout.count);
        expect(end + layout.viewport).toBeGreaterThanOrEqual(layout.contentHeight - 1e-3);
      }),
    );
  });

  it("goes to a scroll position and back within a pixel's share", () => {
    fc.assert(
      fc.property(layouts, fc.double({ min: 0, max: 1, noNaN: true }), (layout, share) => {
        const top = share * Math.max(0, layout.contentHeight - layout.viewport);
        expect(Math.abs(contentTop(layout, scrollTopFor(layout, top)) - top)).toBeLessThan(0.01);
      }),
    );
  });

  it("never goes back when scrolled down", () => {
    fc.assert(
      fc.property(layouts, fc.nat({ max: 15_000_000 }), fc.nat({ max: 10_000 }), (layout, at, step) => {
        expect(contentTop(layout, at + step)).toBeGreaterThanOrEqual(contentTop(layout, at));
      }),
    );
  });
});

describe("gridWindow", () => {
  it("holds every tile that touches the viewport and few others", () => {
    fc.assert(
      fc.property(
        layouts,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat({ max: 4 }),
        (layout, share, overscan) => {
          const top = share * Math.max(0, layout.contentHeight - layout.viewport);
          const window = gridWindow(layout, top, overscan);
          const firstVisible = Math.floor(top / layout.pitch);
          const lastVisible = Math.min(layout.rows - 1, Math.ceil((top + layout.viewport) / layout.pitch) - 1);
          if (layout.count > 0) {
            expect(window.firstRow).toBeLessThanOrEqual(firstVisible);
            expect(window.endRow).toBeGreaterThan(lastVisible);
          }
          expect(window.endRow - window.firstRow).toBeLessThanOrEqual(
            layout.viewport / layout.pitch + 2 + 2 * overscan,
          );
          expect(window.end).toBeLessThanOrEqual(layout.count);
        },
      ),
    );
  });
});

describe("topToShow", () => {
  it("shows the tile, and stays where it already is shown", () => {
    fc.assert(
      fc.property(layouts, fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (layout, pick, share) => {
        fc.pre(layout.count > 0 && layout.tile <= layout.viewport);
        const index = pick % layout.count;
        const top = topToShow(layout, share * layout.contentHeight, index);
        const start = Math.floor(index / layout.columns) * layout.pitch;
        expect(start).toBeGreaterThanOrEqual(top);
        expect(start + layout.tile).toBeLessThanOrEqual(top + layout.viewport);
        expect(topToShow(layout, top, index)).toBe(top);
      }),
    );
  });
});

describe("tilesInRectangle", () => {
  it("agrees with testing every tile", () => {
    const corner = fc.integer({ min: -200, max: 1500 });
    fc.assert(
      fc.property(fc.nat({ max: 80 }), corner, corner, corner, corner, (count, x0, y0, x1, y1) => {
        const layout = gridLayout({ count, width: 700, viewport: 500, target: 120, gap: 6 });
        const rectangle = {
          left: Math.min(x0, x1),
          right: Math.max(x0, x1),
          top: Math.min(y0, y1),
          bottom: Math.max(y0, y1),
        };
        const slow = Array.from({ length: count }, (_, index) => index).filter((index) => {
          const left = (index % layout.columns) * layout.pitch;
          const top = Math.floor(index / layout.columns) * layout.pitch;
          return (
            left <= rectangle.right &&
            left + layout.tile > rectangle.left &&
            top <= rectangle.bottom &&
            top + layout.tile > rectangle.top
          );
        });
        expect(tilesInRectangle(layout, rectangle)).toEqual(slow);
      }),
    );
  });
});
