import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import {
  contentTop,
  type GridLayout,
  gridLayout,
  gridWindow,
  isScaled,
  scrollTopFor,
  topToShow,
} from "./grid-layout.ts";

const overscan = 2;

export interface GridScroll {
  scroller: RefObject<HTMLDivElement | null>;
  layout: GridLayout;
  window: ReturnType<typeof gridWindow>;
  /** Moves the layer of tiles to where the scroll position wants it. */
  layer: RefObject<HTMLDivElement | null>;
  /** The content's position at the top of the viewport, now. */
  top: () => number;
  scrollTo: (top: number) => void;
  /** Scrolls as little as shows the tile. */
  show: (index: number) => void;
}

/** Follows the size and scroll position of a grid; renders anew only when other rows come into sight. */
export function useGridScroll(count: number, target: number, gap: number, resetKey: string): GridScroll {
  const scroller = useRef<HTMLDivElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const layout = useMemo(
    () => gridLayout({ count, width: size.width, viewport: size.height, target, gap }),
    [count, size, target, gap],
  );
  const topNow = useRef(0);
  const [firstRow, setFirstRow] = useState(0);

  const settle = useCallback(() => {
    const row = gridWindow(layout, topNow.current, 0).firstRow;
    setFirstRow(row);
    const element = scroller.current;
    if (!element || !layer.current) return;
    const rendered = Math.max(0, row - overscan);
    const offset = rendered * layout.pitch + (isScaled(layout) ? element.scrollTop - topNow.current : 0);
    layer.current.style.transform = `translateY(${offset}px)`;
  }, [layout]);

  const scrollTo = useCallback(
    (top: number) => {
      const element = scroller.current;
      if (!element) return;
      topNow.current = contentTop(layout, scrollTopFor(layout, top));
      element.scrollTop = scrollTopFor(layout, top);
      settle();
    },
    [layout, settle],
  );

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const observer = new ResizeObserver(() =>
      setSize({ width: element.clientWidth - 2 * gap, height: element.clientHeight - 2 * gap }),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [gap]);

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const onScroll = () => {
      // In a scaled grid a wheel step sets both positions; the event that follows must not round the finer one away.
      if (!isScaled(layout) || Math.abs(element.scrollTop - scrollTopFor(layout, topNow.current)) > 1) {
        topNow.current = contentTop(layout, element.scrollTop);
      }
      settle();
    };
    const onWheel = (event: WheelEvent) => {
      if (!isScaled(layout) || event.ctrlKey) return;
      event.preventDefault();
      scrollTo(topNow.current + event.deltaY * (event.deltaMode === 1 ? 40 : 1));
    };
    element.addEventListener("scroll", onScroll, { passive: true });
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => {
      element.removeEventListener("scroll", onScroll);
      element.removeEventListener("wheel", onWheel);
    };
  }, [layout, settle, scrollTo]);

  // The tile at the top stays at the top when the tiles change their size; another view starts at its beginning.
  const anchor = useRef({ key: resetKey, columns: layout.columns, pitch: layout.pitch });
  useLayoutEffect(() => {
    const { key, columns, pitch } = anchor.current;
    if (key !== resetKey) scrollTo(0);
    else if (columns !== layout.columns || pitch !== layout.pitch) {
      const index = Math.floor(topNow.current / pitch) * columns;
      scrollTo(Math.floor(index / layout.columns) * layout.pitch);
    } else settle();
    anchor.current = { key: resetKey, columns: layout.columns, pitch: layout.pitch };
  }, [resetKey, layout, scrollTo, settle]);

  const top = useCallback(() => topNow.current, []);
  const show = useCallback(
    (index: number) => {
      const next = topToShow(layout, topNow.current, index);
      if (next !== topNow.current) scrollTo(next);
    },
    [layout, scrollTo],
  );
  const window = gridWindow(layout, Math.min(firstRow, Math.max(0, layout.rows - 1)) * layout.pitch, overscan);
  // The viewport may begin in the middle of its first row: one row more at the end covers it.
  const endRow = Math.min(layout.rows, window.endRow + 1);
  return {
    scroller,
    layer,
    layout,
    window: { ...window, endRow, end: Math.min(layout.count, endRow * layout.columns) },
    top,
    scrollTo,
    show,
  };
}
