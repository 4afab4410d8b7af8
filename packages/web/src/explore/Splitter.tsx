import { useRef } from "react";

interface SplitterProps {
  /** Share of the width that the part to the right has, 0..1. */
  share: number;
  onShare: (share: number) => void;
}

/** The line between grid and map: drag it, or move it by the arrow keys. */
export function Splitter({ share, onShare }: SplitterProps) {
  const handle = useRef<HTMLDivElement>(null);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a window splitter is a focusable separator
    <div
      ref={handle}
      role="separator"
      aria-label="Width of the map"
      aria-orientation="vertical"
      aria-valuenow={Math.round(share * 100)}
      aria-valuemin={20}
      aria-valuemax={75}
      tabIndex={0}
      className="relative z-10 w-px shrink-0 cursor-col-resize touch-none bg-line before:absolute before:inset-y-0 before:-left-1 before:w-2.5 hover:bg-accent"
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => {
        if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
        const left = event.currentTarget.previousElementSibling?.getBoundingClientRect();
        const right = event.currentTarget.nextElementSibling?.getBoundingClientRect();
        if (left && right) onShare((right.right - event.clientX) / (right.right - left.left));
      }}
      onKeyDown={(event) => {
        if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
        event.preventDefault();
        event.stopPropagation();
        onShare(share + (event.key === "ArrowLeft" ? 0.03 : -0.03));
      }}
    />
  );
}
