import { useCallback, useState } from "react";
import { thumbnailUrl } from "../api/media.ts";
import { classes } from "./classes.ts";
import { Icon } from "./Icon.tsx";

interface ThumbnailProps {
  id: string;
  /** What a reader should say; empty where the words beside it say it. */
  alt: string;
  fill?: boolean;
  /** Width of the original in pixels: tiny images are enlarged with hard edges. */
  width?: number | null;
  className?: string;
}

/** The small picture of a sample; its download stops when it leaves the page. */
export function Thumbnail({ id, alt, fill, width, className }: ThumbnailProps) {
  const [failed, setFailed] = useState<string | null>(null);
  // As a ref, whose end comes while the element is still in the page: Chromium never lets go of an image whose source changes after it left.
  const image = useCallback(
    (element: HTMLImageElement) => {
      if (!element.hasAttribute("src")) element.src = thumbnailUrl(id);
      return () => element.removeAttribute("src");
    },
    [id],
  );
  if (failed === id) {
    return (
      <span
        className={classes("flex items-center justify-center text-ink-faint", className)}
        title="The image is missing"
      >
        <Icon name="image" size={18} />
        <span className="sr-only">{alt || "The image is missing"}</span>
      </span>
    );
  }
  return (
    <img
      ref={image}
      key={id}
      src={thumbnailUrl(id)}
      alt={alt}
      decoding="async"
      draggable={false}
      onError={() => setFailed(id)}
      className={classes(
        fill ? "object-cover" : "object-contain",
        width !== null && width !== undefined && width <= 64 && "[image-rendering:pixelated]",
        className,
      )}
    />
  );
}
