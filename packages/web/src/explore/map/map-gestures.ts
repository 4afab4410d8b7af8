import type { Lasso } from "@gleaner/schema";
import { type PointerEvent as ReactPointerEvent, type RefObject, useEffect, useRef, useState } from "react";
import { type Camera, type PictureSize, panned, toMap, zoomed } from "./camera.ts";
import { simplifyOutline } from "./simplify.ts";

export type MapTool = "pan" | "lasso" | "rectangle";

/** How a drawn shape joins those that are there. */
export type ShapeJoin = "replace" | "add" | "subtract";

type Point = [number, number];

interface MapGestureOptions {
  frame: RefObject<HTMLElement | null>;
  camera: Camera | null;
  size: PictureSize;
  limits: { min: number; max: number };
  tool: MapTool;
  onCamera: (camera: Camera) => void;
  onShape: (points: Lasso["points"], join: ShapeJoin) => void;
  /** Pointer without a button, in CSS px of the picture; null when it leaves. */
  onHover: (at: Point | null) => void;
  onClick: (at: Point) => void;
}

/** Points that a shape in a request and in the URL keeps. */
export const outlineLimit = 64;
const wheelSpeed = 0.0018;

/**
 * Pointer gestures of the map: drag pans, the wheel and two fingers zoom around the pointer, the lasso and rectangle tools draw; Shift
 * adds to what is selected (and draws a lasso with the pan tool), Alt takes from it.
 */
export function useMapGestures(options: MapGestureOptions) {
  const latest = useRef(options);
  latest.current = options;
  const [drawing, setDrawing] = useState<Point[] | null>(null);
  const press = useRef<{
    id: number;
    start: Point;
    last: Point;
    draw: "lasso" | "rectangle" | null;
    moved: boolean;
    /** The shape so far: the state that shows it may be a movement behind when the pointer goes up. */
    shape: Point[];
  } | null>(null);

  const placeOf = (event: { clientX: number; clientY: number }): Point => {
    const box = options.frame.current?.getBoundingClientRect();
    return box ? [event.clientX - box.left, event.clientY - box.top] : [0, 0];
  };

  const { frame } = options;
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const onWheel = (event: WheelEvent) => {
      const { camera, size, limits, onCamera } = latest.current;
      if (!camera) return;
      event.preventDefault();
      const box = element.getBoundingClientRect();
      const steps = event.deltaY * (event.deltaMode === 1 ? 30 : 1) * (event.ctrlKey ? 4 : 1);
      const factor = Math.exp(-Math.max(-240, Math.min(240, steps)) * wheelSpeed);
      onCamera(zoomed(camera, size, factor, [event.clientX - box.left, event.clientY - box.top], limits));
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [frame]);

  function outline(from: Point, to: Point): Point[] {
    return [from, [to[0], from[1]], to, [from[0], to[1]]];
  }

  return {
    /** The shape being drawn, in CSS px of the picture. */
    drawing,
    onPointerDown(event: ReactPointerEvent<HTMLElement>): void {
      if (event.button !== 0) return;
      const at = placeOf(event);
      const { tool } = options;
      const draw = tool === "pan" ? (event.shiftKey || event.altKey ? "lasso" : null) : tool;
      press.current = { id: event.pointerId, start: at, last: at, draw, moved: false, shape: [at] };
      event.currentTarget.setPointerCapture(event.pointerId);
      if (draw) setDrawing([at]);
    },
    onPointerMove(event: ReactPointerEvent<HTMLElement>): void {
      const at = placeOf(event);
      const held = press.current;
      if (!held) {
        options.onHover(at);
        return;
      }
      if (!held.moved && Math.hypot(at[0] - held.start[0], at[1] - held.start[1]) < 4) return;
      held.moved = true;
      if (held.draw) {
        held.shape = held.draw === "rectangle" ? outline(held.start, at) : [...held.shape, at];
        setDrawing(held.shape);
      } else if (options.camera) options.onCamera(panned(options.camera, at[0] - held.last[0], at[1] - held.last[1]));
      held.last = at;
    },
    onPointerUp(event: ReactPointerEvent<HTMLElement>): void {
      const held = press.current;
      press.current = null;
      setDrawing(null);
      if (!held) return;
      if (!held.moved) {
        options.onClick(placeOf(event));
        return;
      }
      if (!held.draw || !options.camera) return;
      const { camera, size } = options;
      const kept = held.draw === "rectangle" ? held.shape : simplifyOutline(held.shape, 1.2, outlineLimit);
      if (kept.length < 3) return;
      const join: ShapeJoin = event.altKey ? "subtract" : event.shiftKey ? "add" : "replace";
      options.onShape(
        kept.map((point) => toMap(camera, size, point)),
        join,
      );
    },
    onPointerLeave(): void {
      options.onHover(null);
    },
    onPointerCancel(): void {
      press.current = null;
      setDrawing(null);
    },
    /** Gives up the shape being drawn; false where there is none. */
    cancel(): boolean {
      if (!drawing) return false;
      press.current = null;
      setDrawing(null);
      return true;
    },
  };
}

/** Shapes after one more is drawn: a plain one replaces, the others join in order. */
export function joinedShapes(shapes: Lasso[], points: Lasso["points"], join: ShapeJoin): Lasso[] {
  if (join === "replace" || shapes.length === 0) return join === "subtract" ? [] : [{ mode: "add", points }];
  return [...shapes.slice(-63), { mode: join, points }];
}
