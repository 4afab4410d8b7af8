/** The tallest a scrolled element may be, in px; browsers cap between 17.9 and 33.5 million. */
export const maximumScrollHeight = 15_000_000;

/** A grid of equal square tiles that fill the width. All lengths in CSS px. */
export interface GridLayout {
  count: number;
  columns: number;
  /** Side of a tile. */
  tile: number;
  gap: number;
  /** From the top of one row to the top of the next. */
  pitch: number;
  rows: number;
  viewport: number;
  /** Height of all rows. */
  contentHeight: number;
  /** Height that the scrolled element gets: the content's, or the cap. */
  scrollHeight: number;
}

/** Lays `count` tiles of about `target` px out in `width`; a tile is never wider than the grid. */
export function gridLayout(options: {
  count: number;
  width: number;
  viewport: number;
  target: number;
  gap: number;
}): GridLayout {
  const { count, viewport, gap } = options;
  const width = Math.max(1, options.width);
  const columns = Math.max(1, Math.round((width + gap) / (options.target + gap)));
  const tile = Math.max(1, Math.floor((width - gap * (columns - 1)) / columns));
  const pitch = tile + gap;
  const rows = Math.ceil(count / columns);
  const contentHeight = rows === 0 ? 0 : rows * pitch - gap;
  const scrollHeight = Math.min(contentHeight, Math.max(maximumScrollHeight, viewport));
  return { count, columns, tile, gap, pitch, rows, viewport, contentHeight, scrollHeight };
}

/** Whether scroll positions and content positions differ, because the content is taller than the cap. */
export function isScaled(layout: GridLayout): boolean {
  return layout.scrollHeight < layout.contentHeight;
}

function ranges(layout: GridLayout): { scroll: number; content: number } {
  return {
    scroll: Math.max(0, layout.scrollHeight - layout.viewport),
    content: Math.max(0, layout.contentHeight - layout.viewport),
  };
}

/** Position in the content for a scroll position. */
export function contentTop(layout: GridLayout, scrollTop: number): number {
  const { scroll, content } = ranges(layout);
  if (!isScaled(layout)) return Math.min(content, Math.max(0, scrollTop));
  return (Math.min(scroll, Math.max(0, scrollTop)) / scroll) * content;
}

/** Scroll position for a position in the content: the inverse of `contentTop`. */
export function scrollTopFor(layout: GridLayout, top: number): number {
  const { scroll, content } = ranges(layout);
  const clamped = Math.min(content, Math.max(0, top));
  return isScaled(layout) ? (clamped / content) * scroll : clamped;
}

/** The rows to render, `[firstRow, endRow)`, and their tiles, `[first, end)`: all that touch the viewport and `overscan` rows around. */
export function gridWindow(layout: GridLayout, top: number, overscan: number) {
  const firstRow = Math.max(0, Math.min(layout.rows, Math.floor(top / layout.pitch) - overscan));
  const endRow = Math.max(
    firstRow,
    Math.min(layout.rows, Math.ceil((top + layout.viewport) / layout.pitch) + overscan),
  );
  return {
    firstRow,
    endRow,
    first: firstRow * layout.columns,
    end: Math.min(layout.count, endRow * layout.columns),
  };
}

/** The least move of the content's top that shows the whole tile of `index`. */
export function topToShow(layout: GridLayout, top: number, index: number): number {
  const start = Math.floor(index / layout.columns) * layout.pitch;
  const end = start + layout.tile;
  if (start < top) return start;
  if (end > top + layout.viewport) return end - layout.viewport;
  return top;
}

/** Indexes of the tiles that a rectangle touches, in content coordinates. */
export function tilesInRectangle(
  layout: GridLayout,
  rectangle: { left: number; top: number; right: number; bottom: number },
): number[] {
  const { columns, pitch, tile, count, rows } = layout;
  const spans = (low: number, high: number, limit: number) => {
    const first = Math.max(0, Math.floor((low + pitch - tile) / pitch));
    const last = Math.min(limit - 1, Math.floor(high / pitch));
    return { first, last };
  };
  const across = spans(rectangle.left, rectangle.right, columns);
  const down = spans(rectangle.top, rectangle.bottom, rows);
  const found: number[] = [];
  for (let row = down.first; row <= down.last; row++) {
    for (let column = across.first; column <= across.last; column++) {
      const index = row * columns + column;
      if (index < count) found.push(index);
    }
  }
  return found;
}
