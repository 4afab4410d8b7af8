import type { Finding } from "@gleaner/schema";
import { useEffect } from "react";
import { imageUrl, thumbnailUrl } from "../api/media.ts";

const pictures = 6;
const groups = 3;
const perGroup = 12;

/** Loads the pictures of the findings that come next, so that they are there when one gets to them. */
export function usePrefetch(next: readonly Finding[]): void {
  const large = next.slice(0, pictures).map(({ sample }) => imageUrl(sample));
  const small = next
    .slice(0, groups)
    .filter(({ relatedUnit }) => relatedUnit === "sample")
    .flatMap(({ related }) => related.slice(0, perGroup).map(thumbnailUrl));
  const key = [...large, ...small].join(" ");
  useEffect(() => {
    const loading = key.split(" ").filter(Boolean).map(loaded);
    return () => {
      for (const image of loading) if (!image.complete) image.src = "";
    };
  }, [key]);
}

function loaded(url: string): HTMLImageElement {
  const image = new Image();
  image.decoding = "async";
  image.src = url;
  return image;
}
