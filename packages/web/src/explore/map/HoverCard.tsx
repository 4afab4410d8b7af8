import type { Sample } from "@gleaner/schema";
import { Thumbnail } from "../../ui/Thumbnail.tsx";
import type { PictureSize } from "./camera.ts";

const width = 156;

/** The sample under the pointer: picture, name and labels, beside the pointer and inside the map. */
export function HoverCard({ sample, at, size }: { sample: Sample; at: [number, number]; size: PictureSize }) {
  const left = at[0] + 16 + width > size.width ? at[0] - 16 - width : at[0] + 16;
  const top = Math.min(Math.max(8, at[1] - 60), Math.max(8, size.height - 210));
  return (
    <div
      className="pointer-events-none absolute z-10 overflow-hidden rounded-lg border border-line bg-raised shadow-pop"
      style={{ left, top, width }}
    >
      <Thumbnail
        id={sample.id}
        alt=""
        width={sample.object?.box[2] ?? sample.width}
        className="h-[136px] w-full bg-tile"
      />
      <div className="px-2 py-1.5">
        <p className="truncate text-xs font-medium">
          {sample.labels.join(", ") || (sample.object ? "No class" : "No label")}
        </p>
        <p className="truncate text-2xs text-ink-muted">{sample.path.slice(sample.path.lastIndexOf("/") + 1)}</p>
      </div>
    </div>
  );
}
