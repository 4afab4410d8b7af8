import type { Lasso, Unit } from "@gleaner/schema";
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { type MapPoints, missingCode } from "../../api/maps.ts";
import { useDark } from "../../app/theme.ts";
import { useCommands } from "../../commands/commands.ts";
import type { SeenArea, SeenAreas } from "./area-levels.ts";
import { boundsOf, type Camera, fitCamera, type PictureSize, panned, toMap, toPicture, zoomed } from "./camera.ts";
import { MapAreas, type MapOverlay } from "./MapAreas.tsx";
import { type FrameReport, MapRenderer } from "./MapRenderer.ts";
import { joinedShapes, type MapTool, useMapGestures } from "./map-gestures.ts";
import type { MapPoint } from "./map-protocol.ts";
import { rgbOf } from "./palette.ts";
import type { Shading } from "./shading.ts";

export interface MapCanvasProps {
  /** What the points are. */
  unit: Unit;
  points: MapPoints;
  shading: Shading;
  /** Bit i of byte i >> 3: point i is in the view; null: all are. */
  members: Uint8Array | null;
  /** How points outside the view look: as a hint of where they are, or as points of their own. */
  others: "faint" | "plain";
  /** Points to mark, as bits like `members`; null: none. */
  marks: Uint8Array | null;
  /** 1 for palette rows that are switched off. */
  hidden: Uint8Array;
  tool: MapTool;
  shapes: Lasso[];
  onShapes: (shapes: Lasso[]) => void;
  /** Number of the sample to ring. */
  ringed: number | null;
  onHover: (point: MapPoint | null, at: [number, number]) => void;
  onPick: (point: MapPoint) => void;
  /** Classes that name areas, for each point; null: none. */
  classes: Uint16Array | null;
  /** What of the areas is drawn. */
  overlay: MapOverlay;
  /** Name and colour of a class by its code. */
  nameOf: (code: number) => string;
  colorOf: (code: number) => string | null;
  /** Narrows to an area by its outline. */
  onArea: (area: SeenArea) => void;
  onFrame: (frame: FrameReport) => void;
  onFailure: (message: string) => void;
  /** Drawn over the map. */
  children?: ReactNode;
}

const surfaces = {
  dark: { background: rgbOf("#191919"), faint: rgbOf("#383838"), plain: rgbOf("#8a8a88") },
  light: { background: rgbOf("#fcfcfb"), faint: rgbOf("#dcdcd9"), plain: rgbOf("#8f8f8b") },
};
const markColors = {
  dark: { mark: "#ffffff", halo: "#000000" },
  light: { mark: "#1b1b19", halo: "#ffffff" },
};
/** How near the pointer must be to a point, in CSS px. */
const hoverReach = 9;
const restAfter = 140;

/** The map itself: a canvas that a worker paints, gestures, and what is drawn over it. */
export function MapCanvas(props: MapCanvasProps) {
  const { points, shading, members, marks, hidden, tool, shapes, onShapes, ringed, onHover, onPick } = props;
  const { classes, overlay, others } = props;
  const frame = useRef<HTMLDivElement>(null);
  const place = useRef<HTMLDivElement>(null);
  const [renderer, setRenderer] = useState<MapRenderer | null>(null);
  const [size, setSize] = useState<PictureSize>({ width: 0, height: 0 });
  const [camera, setCamera] = useState<Camera | null>(null);
  const [ring, setRing] = useState<MapPoint | null>(null);
  const [areas, setAreas] = useState<SeenAreas | null>(null);
  const dark = useDark();
  const handlers = useRef(props);
  handlers.current = props;

  useLayoutEffect(() => {
    const canvas = document.createElement("canvas");
    canvas.className = "absolute inset-0 size-full";
    place.current?.append(canvas);
    const next = new MapRenderer(canvas);
    next.onFrame = (report) => handlers.current.onFrame(report);
    next.onAreas = setAreas;
    next.onFailure = (message) => handlers.current.onFailure(message);
    setRenderer(next);
    return () => {
      next.close();
      canvas.remove();
    };
  }, []);

  useEffect(() => {
    const element = frame.current;
    if (!element || !renderer) return;
    const observer = new ResizeObserver(() => {
      const next = { width: element.clientWidth, height: element.clientHeight };
      setSize(next);
      renderer.setSize(next, Math.min(3, devicePixelRatio));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [renderer]);

  useEffect(() => {
    const { background, ...dimmed } = surfaces[dark ? "dark" : "light"];
    renderer?.send({ type: "theme", background, dimmed: dimmed[others] });
  }, [renderer, dark, others]);
  useEffect(() => {
    const { positions, numbers, clusters } = points;
    renderer?.send({ type: "points", positions, numbers, clusters });
  }, [renderer, points]);
  useEffect(() => {
    if (shading.shades.length === points.n) renderer?.send({ type: "shading", ...shading });
  }, [renderer, shading, points]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new points forget their members in the worker
  useEffect(() => {
    renderer?.send({ type: "members", bits: members });
  }, [renderer, members, points]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new points forget their marks in the worker
  useEffect(() => {
    renderer?.send({ type: "marks", bits: marks, ...markColors[dark ? "dark" : "light"] });
  }, [renderer, marks, dark, points]);
  useEffect(() => {
    renderer?.send({ type: "hidden", hidden });
  }, [renderer, hidden]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new points forget their classes in the worker
  useEffect(() => {
    renderer?.send({ type: "classes", codes: classes, missing: missingCode });
  }, [renderer, classes, points]);
  useEffect(() => {
    renderer?.send({ type: "areas", wanted: overlay !== "none" });
    if (overlay === "none") setAreas(null);
  }, [renderer, overlay]);

  const fitted = useRef<{ points: MapPoints; scale: number; moved: boolean } | null>(null);
  const rest = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const moveTo = useCallback(
    (next: Camera) => {
      if (fitted.current) fitted.current.moved = true;
      setCamera(next);
      renderer?.setCamera(next, true);
      clearTimeout(rest.current);
      rest.current = setTimeout(() => renderer?.setCamera(next, false), restAfter);
    },
    [renderer],
  );
  useEffect(() => () => clearTimeout(rest.current), []);

  const home = useCallback((): Camera | null => {
    const bounds = boundsOf(points.positions);
    return bounds && size.width > 0 ? fitCamera(bounds, size) : null;
  }, [points, size]);
  useEffect(() => {
    const next = home();
    if (!next || !renderer) return;
    // Until someone moves it, the map fits its place, whatever size that gets.
    const moved = fitted.current?.points === points && fitted.current.moved;
    fitted.current = { points, scale: next.scale, moved };
    if (moved) return;
    setCamera(next);
    renderer.setCamera(next, false);
  }, [home, points, renderer]);

  useEffect(() => {
    if (!renderer || ringed === null) return setRing(null);
    let current = true;
    void renderer.locate([ringed]).then(([found]) => current && setRing(found ?? null));
    return () => {
      current = false;
    };
  }, [renderer, ringed]);

  const asked = useRef(0);
  async function pointAt(at: [number, number]): Promise<MapPoint | null> {
    if (!renderer || !camera) return null;
    const [x, y] = toMap(camera, size, at);
    return renderer.nearest(x, y, hoverReach / camera.scale);
  }

  const homeScale = fitted.current?.scale ?? 1;
  const limits = { min: homeScale * 0.4, max: homeScale * 4000 };
  const gestures = useMapGestures({
    frame,
    camera,
    size,
    limits,
    tool,
    onCamera: moveTo,
    onShape: (outline, join) => onShapes(joinedShapes(shapes, outline, join)),
    onHover: async (at) => {
      const ask = ++asked.current;
      const point = at && (await pointAt(at));
      if (ask === asked.current) onHover(point, at ?? [0, 0]);
    },
    onClick: async (at) => {
      const point = await pointAt(at);
      if (point) onPick(point);
    },
  });

  const focused = () => document.activeElement === frame.current;
  const middle: [number, number] = [size.width / 2, size.height / 2];
  const zoomBy = (factor: number) => camera && moveTo(zoomed(camera, size, factor, middle, limits));
  const panBy = (dx: number, dy: number) => camera && moveTo(panned(camera, dx, dy));
  const map = { context: "Map" as const, keysOnly: true, repeats: true, when: focused };
  useCommands([
    {
      context: "Map",
      id: "map-fit",
      name: "Show the whole map",
      keys: ["0"],
      run: () => moveTo(home() ?? { x: 0, y: 0, scale: 1 }),
    },
    { context: "Map", id: "map-zoom-in", name: "Zoom in", keys: ["+", "="], repeats: true, run: () => zoomBy(1.5) },
    { context: "Map", id: "map-zoom-out", name: "Zoom out", keys: ["-"], repeats: true, run: () => zoomBy(1 / 1.5) },
    {
      ...map,
      id: "map-left",
      name: "Move the map left",
      keys: ["arrowleft"],
      sheet: { name: "Move the map (focus on it)", keys: ["arrowleft", "arrowright", "arrowup", "arrowdown"] },
      run: () => panBy(60, 0),
    },
    {
      ...map,
      id: "map-right",
      name: "Move the map right",
      keys: ["arrowright"],
      sheet: null,
      run: () => panBy(-60, 0),
    },
    { ...map, id: "map-up", name: "Move the map up", keys: ["arrowup"], sheet: null, run: () => panBy(0, 60) },
    { ...map, id: "map-down", name: "Move the map down", keys: ["arrowdown"], sheet: null, run: () => panBy(0, -60) },
    {
      context: "Map",
      id: "map-select-seen",
      name: "Select what the map shows",
      keys: ["shift+m"],
      run: () => {
        if (!camera) return;
        const corners: [number, number][] = [
          [0, 0],
          [size.width, 0],
          [size.width, size.height],
          [0, size.height],
        ];
        onShapes([{ mode: "add", points: corners.map((corner) => toMap(camera, size, corner)) }]);
      },
    },
    ...(gestures.drawing
      ? [
          {
            context: "Map" as const,
            id: "map-cancel",
            name: "Give up the shape",
            keys: ["escape"],
            run: () => void gestures.cancel(),
          },
        ]
      : []),
  ]);

  const outlineOf = (outline: readonly (readonly [number, number])[]) =>
    camera
      ? outline
          .map((point) =>
            toPicture(camera, size, point)
              .map((value) => value.toFixed(1))
              .join(","),
          )
          .join(" ")
      : "";
  const ringAt = ring && camera ? toPicture(camera, size, [ring.x, ring.y]) : null;
  return (
    <div
      ref={frame}
      role="application"
      aria-label={`Map of the ${props.unit}s. Arrow keys move, plus and minus zoom, Shift M selects what is shown.`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: an application region takes keys
      tabIndex={0}
      className="relative h-full touch-none overflow-hidden bg-surface focus-visible:-outline-offset-2"
      style={{ cursor: tool === "pan" ? (gestures.drawing ? "crosshair" : "grab") : "crosshair" }}
      onPointerDown={gestures.onPointerDown}
      onPointerMove={gestures.onPointerMove}
      onPointerUp={gestures.onPointerUp}
      onPointerLeave={gestures.onPointerLeave}
      onPointerCancel={gestures.onPointerCancel}
    >
      <div ref={place} className="absolute inset-0" />
      {areas && camera && (
        <MapAreas
          unit={props.unit}
          seen={areas}
          overlay={overlay}
          camera={camera}
          size={size}
          active={tool === "pan" && !gestures.drawing}
          nameOf={props.nameOf}
          colorOf={props.colorOf}
          onArea={props.onArea}
          onPick={onPick}
        />
      )}
      <svg aria-hidden="true" className="pointer-events-none absolute inset-0 size-full">
        {shapes.map((shape) => (
          <polygon
            key={shape.points.join(" ")}
            points={outlineOf(shape.points)}
            className={shape.mode === "add" ? "fill-accent/6 stroke-accent" : "fill-none stroke-danger"}
            strokeWidth={1.5}
            strokeDasharray={shape.mode === "add" ? undefined : "4 3"}
          />
        ))}
        {gestures.drawing && (
          <polygon
            points={gestures.drawing.map((point) => point.join(",")).join(" ")}
            className="fill-accent/10 stroke-accent"
            strokeWidth={1.5}
          />
        )}
        {ringAt && (
          <>
            <circle cx={ringAt[0]} cy={ringAt[1]} r={9} className="fill-none stroke-canvas" strokeWidth={5} />
            <circle cx={ringAt[0]} cy={ringAt[1]} r={9} className="fill-none stroke-ink" strokeWidth={2} />
          </>
        )}
      </svg>
      {props.children}
    </div>
  );
}
