import { useState } from "react";
import { classes } from "../../ui/classes.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";

interface SampleImageProps {
  src: string;
  name: string;
  /** Width of the original in px. */
  width: number | null;
  /** At its own size, scrolled, instead of fitted. */
  zoomed: boolean;
}

/** The picture of a sample, fitted or at its own size; tiny pictures are enlarged with hard edges. */
export function SampleImage({ src, name, width, zoomed }: SampleImageProps) {
  const [missing, setMissing] = useState(false);
  if (missing) {
    return (
      <div className="min-h-0 grow bg-sunken">
        <EmptyState icon="image" title="The image is missing">
          The file was moved or deleted. Run <code className="font-mono text-xs">gleaner doctor --relocate</code> to
          find it again.
        </EmptyState>
      </div>
    );
  }
  const tiny = width !== null && width <= 64;
  return (
    <div className={classes("min-h-0 grow bg-sunken", zoomed ? "scroll-quiet grid" : "p-6")}>
      <img
        src={src}
        alt={name}
        draggable={false}
        onError={() => setMissing(true)}
        className={classes(
          zoomed ? "m-auto max-w-none" : "mx-auto h-full max-w-full object-contain",
          tiny && "[image-rendering:pixelated]",
        )}
      />
    </div>
  );
}
