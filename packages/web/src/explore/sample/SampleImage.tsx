import { type ReactNode, type PointerEvent as ReactPointerEvent, useEffect, useRef, useState } from "react";
import { thumbnailUrl } from "../../api/media.ts";
import { classes } from "../../ui/classes.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { type Extent, fittedView, type ImageView, movedView, toStage, zoomedView } from "./image-view.ts";

interface SampleImageProps {
  /** Of a sample whose small picture stands in until the large one is there. */
  id?: string;
  /** Null while it is not known which. */
  src: string | null;
  name: string;
  /** Size of the original in px; null while unknown. */
  image: Extent | null;
  /** Null: fitted. */
  view: ImageView | null;
  onView: (view: ImageView | null) => void;
  /** Tells the size of the stage, for zooming by key. */
  onStage: (stage: Extent) => void;
  /** Tells the size of the picture once it is there. */
  onNatural?: (size: Extent) => void;
  /** Drawn over the picture, in CSS px of the stage. */
  overlay?: (view: ImageView, stage: Extent) => ReactNode;
}

const wheelSpeed = 0.0018;

/**
 * The picture of a sample on a stage: fitted at first; the wheel zooms around the pointer, dragging moves it, a double click goes to its
 * own size and back. Tiny and enlarged pictures show hard edges.
 */
export function SampleImage({
  id,
  src,
  name,
  image: known,
  view,
  onView,
  onStage,
  onNatural,
  overlay,
}: SampleImageProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [missing, setMissing] = useState(false);
  const [natural, setNatural] = useState<Extent | null>(null);
  const [stage, setStage] = useState<Extent>({ width: 0, height: 0 });
  const [grabbed, setGrabbed] = useState(false);
  const last = useRef<[number, number] | null>(null);
  const image = known ?? natural;
  const shown = image && stage.width > 0 ? (view ?? fittedView(image, stage)) : null;
  const latest = useRef({ image, stage, shown, onView, onStage });
  latest.current = { image, stage, shown, onView, onStage };

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      const next = { width: element.clientWidth, height: element.clientHeight };
      setStage(next);
      latest.current.onStage(next);
    });
    observer.observe(element);
    const onWheel = (event: WheelEvent) => {
      const { image, stage, shown, onView } = latest.current;
      if (!image || !shown) return;
      event.preventDefault();
      const box = element.getBoundingClientRect();
      const steps = event.deltaY * (event.deltaMode === 1 ? 30 : 1) * (event.ctrlKey ? 4 : 1);
      const factor = Math.exp(-Math.max(-240, Math.min(240, steps)) * wheelSpeed);
      onView(zoomedView(shown, image, stage, factor, [event.clientX - box.left, event.clientY - box.top]));
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => {
      observer.disconnect();
      element.removeEventListener("wheel", onWheel);
    };
  }, []);

  function onPointerMove(event: ReactPointerEvent): void {
    const from = last.current;
    if (!from || !image || !shown) return;
    last.current = [event.clientX, event.clientY];
    onView(movedView(shown, image, event.clientX - from[0], event.clientY - from[1]));
  }

  function release(): void {
    last.current = null;
    setGrabbed(false);
  }

  const [left, top] = shown ? toStage(shown, stage, [0, 0]) : [0, 0];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys z, + and - do the same
    <div
      ref={frame}
      data-stage
      className={classes(
        "relative min-h-0 grow touch-none overflow-hidden bg-sunken select-none",
        view && (grabbed ? "cursor-grabbing" : "cursor-grab"),
      )}
      onPointerDown={(event) => {
        // The middle button moves the picture also where the first one draws.
        if ((event.button !== 0 && event.button !== 1) || !view) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        last.current = [event.clientX, event.clientY];
        setGrabbed(true);
      }}
      onPointerMove={onPointerMove}
      onPointerUp={release}
      onPointerCancel={release}
      onDoubleClick={(event) => {
        if (!image || !shown) return;
        const box = event.currentTarget.getBoundingClientRect();
        const at: [number, number] = [event.clientX - box.left, event.clientY - box.top];
        onView(view ? null : zoomedView(shown, image, stage, Math.max(2, 1 / shown.scale), at));
      }}
    >
      {missing ? (
        <EmptyState icon="image" title="The image is missing">
          The file was moved or deleted. Run <code className="font-mono text-xs">gleaner doctor --relocate</code> to
          find it again.
        </EmptyState>
      ) : (
        <img
          src={src ?? undefined}
          alt={name}
          draggable={false}
          onLoad={({ currentTarget }) => {
            const size = { width: currentTarget.naturalWidth, height: currentTarget.naturalHeight };
            setNatural(size);
            onNatural?.(size);
          }}
          onError={() => setMissing(true)}
          className={classes(
            "absolute top-0 left-0 max-w-none origin-top-left bg-contain bg-center bg-no-repeat",
            shown && shown.scale >= 3 && "[image-rendering:pixelated]",
            !shown && "invisible",
          )}
          style={
            image && shown
              ? {
                  width: image.width * shown.scale,
                  height: image.height * shown.scale,
                  transform: `translate(${left}px, ${top}px)`,
                  // The small picture stands in until the large one is there.
                  backgroundImage: natural || id === undefined ? undefined : `url("${thumbnailUrl(id)}")`,
                }
              : undefined
          }
        />
      )}
      {!missing && shown && overlay?.(shown, stage)}
    </div>
  );
}
