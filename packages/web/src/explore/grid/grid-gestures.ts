import { type PointerEvent as ReactPointerEvent, useEffect, useRef, useState } from "react";
import { tilesInRectangle } from "./grid-layout.ts";
import type { GridScroll } from "./grid-scroll.ts";

export interface Modifiers {
  /** Adds to the selection instead of replacing it. */
  add: boolean;
  /** Extends from the last chosen tile. */
  range: boolean;
}

interface GestureHandlers {
  onOpen: (index: number) => void;
  onSelect: (index: number, modifiers: Modifiers) => void;
  /** Tiles under a drawn rectangle, when it is finished. */
  onSweep: (indexes: number[], modifiers: Modifiers) => void;
}

interface Sweep {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const threshold = 6;

/**
 * Pointer gestures of the grid: a click opens, a click on the mark or with Ctrl chooses, with Shift chooses a range, a drag draws a
 * rectangle and chooses what it touches, scrolling at the edges.
 */
export function useGridGestures(scroll: GridScroll, handlers: GestureHandlers) {
  const start = useRef<{ x: number; y: number; index: number | null; mark: boolean; modifiers: Modifiers } | null>(
    null,
  );
  const [sweep, setSweep] = useState<Sweep | null>(null);
  const pointer = useRef({ x: 0, y: 0 });

  function contentPoint(clientX: number, clientY: number): { x: number; y: number } {
    const box = scroll.scroller.current?.getBoundingClientRect();
    const { gap } = scroll.layout;
    return box ? { x: clientX - box.left - gap, y: clientY - box.top - gap + scroll.top() } : { x: 0, y: 0 };
  }

  function grow(): void {
    if (!start.current) return;
    const { x, y } = contentPoint(pointer.current.x, pointer.current.y);
    const from = start.current;
    setSweep({
      left: Math.min(from.x, x),
      right: Math.max(from.x, x),
      top: Math.min(from.y, y),
      bottom: Math.max(from.y, y),
    });
  }

  const sweeping = sweep !== null;
  const latest = useRef(grow);
  latest.current = grow;
  const { scroller, top, scrollTo } = scroll;
  useEffect(() => {
    if (!sweeping) return;
    const timer = setInterval(() => {
      const box = scroller.current?.getBoundingClientRect();
      if (!box) return;
      const over =
        pointer.current.y < box.top + 24 ? pointer.current.y - box.top - 24 : pointer.current.y - box.bottom + 24;
      if (pointer.current.y >= box.top + 24 && over <= 0) return;
      scrollTo(top() + Math.max(-40, Math.min(40, over)));
      latest.current();
    }, 16);
    return () => clearInterval(timer);
  }, [sweeping, scroller, top, scrollTo]);

  const swept = sweep ? tilesInRectangle(scroll.layout, sweep) : [];

  return {
    sweep,
    swept: new Set(swept),
    onPointerDown(event: ReactPointerEvent<HTMLElement>): void {
      if (event.button !== 0 || !(event.target instanceof Element)) return;
      // A press on the scroll bar is the browser's.
      const box = event.currentTarget.getBoundingClientRect();
      if (event.clientX - box.left > event.currentTarget.clientWidth) return;
      const tile = event.target.closest("[data-index]");
      const at = contentPoint(event.clientX, event.clientY);
      pointer.current = { x: event.clientX, y: event.clientY };
      start.current = {
        ...at,
        index: tile ? Number(tile.getAttribute("data-index")) : null,
        mark: event.target.closest("[data-select]") !== null,
        modifiers: { add: event.ctrlKey || event.metaKey, range: event.shiftKey },
      };
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove(event: ReactPointerEvent<HTMLElement>): void {
      pointer.current = { x: event.clientX, y: event.clientY };
      if (!start.current) return;
      const at = contentPoint(event.clientX, event.clientY);
      if (sweeping || Math.hypot(at.x - start.current.x, at.y - start.current.y) > threshold) grow();
    },
    onPointerUp(): void {
      const from = start.current;
      start.current = null;
      if (!from) return;
      if (sweeping) {
        setSweep(null);
        handlers.onSweep(swept, { ...from.modifiers, add: from.modifiers.add || from.modifiers.range });
        return;
      }
      if (from.index === null) return;
      if (from.mark || from.modifiers.add || from.modifiers.range) handlers.onSelect(from.index, from.modifiers);
      else handlers.onOpen(from.index);
    },
    onPointerCancel(): void {
      start.current = null;
      setSweep(null);
    },
  };
}
