import type { Sample, SampleObject } from "@gleaner/schema";
import { memo } from "react";
import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Thumbnail } from "../../ui/Thumbnail.tsx";
import { TileObjects } from "../objects/TileObjects.tsx";

export interface TileLook {
  /** Cuts the picture to the square instead of showing all of it. */
  fill: boolean;
  /** Shows labels and objects over the picture. */
  labels: boolean;
}

interface TileProps {
  row: Sample | undefined;
  index: number;
  total: number;
  id: string;
  left: number;
  top: number;
  side: number;
  selected: boolean;
  /** Under a rectangle that is being drawn. */
  swept: boolean;
  focused: boolean;
  look: TileLook;
  objects: SampleObject[] | undefined;
}

/** One square of the grid. All gestures are the grid's; a tile only looks. */
export const Tile = memo(function Tile({
  row,
  index,
  total,
  id,
  left,
  top,
  side,
  selected,
  swept,
  focused,
  look,
  objects,
}: TileProps) {
  const name = row ? row.path.slice(row.path.lastIndexOf("/") + 1) : "";
  const labels = row?.labels.join(", ") ?? "";
  const marked = selected || swept;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and names its active tile
    <div
      id={id}
      role="option"
      aria-selected={selected}
      aria-setsize={total}
      aria-posinset={index + 1}
      aria-label={
        row
          ? (row.object ? [labels || "No class", `in ${name}`] : [name, labels]).filter(Boolean).join(", ")
          : `${index + 1}, loading`
      }
      data-index={index}
      className="group absolute overflow-hidden rounded-[3px] bg-tile"
      style={{ width: side, height: side, transform: `translate(${left}px, ${top}px)` }}
    >
      {row && (
        <Thumbnail id={row.id} alt="" fill={look.fill} width={row.object?.box[2] ?? row.width} className="size-full" />
      )}
      {look.labels && objects && row?.width && row.height && (
        <TileObjects objects={objects} width={row.width} height={row.height} fill={look.fill} />
      )}
      {marked && <span className="pointer-events-none absolute inset-0 bg-accent/15" />}
      {look.labels && labels && side >= 72 && (
        <span className="pointer-events-none absolute bottom-1 left-1 max-w-[calc(100%-8px)] truncate rounded-[3px] bg-black/65 px-1 text-2xs text-white">
          {labels}
        </span>
      )}
      {row?.score !== undefined && side >= 72 && (
        <span className="tabular pointer-events-none absolute top-1 right-1 rounded-[3px] bg-black/65 px-1 text-2xs text-white">
          {row.score.toFixed(3)}
        </span>
      )}
      <span
        aria-hidden="true"
        data-select
        className={classes(
          "absolute top-0 left-0 flex size-8 items-start justify-start p-1.5",
          marked ? "" : "opacity-0 group-hover:opacity-100",
          focused && "group-focus-visible/grid:opacity-100",
        )}
      >
        <span
          className={classes(
            "pointer-events-none flex size-[18px] items-center justify-center rounded-full border",
            marked ? "border-accent bg-accent text-on-accent" : "border-white/90 bg-black/40 text-transparent",
          )}
        >
          <Icon name="check" size={12} />
        </span>
      </span>
      <span
        className={classes(
          "pointer-events-none absolute inset-0 rounded-[3px]",
          marked
            ? "ring-2 ring-accent ring-inset"
            : "group-hover:ring-1 group-hover:ring-ink/40 group-hover:ring-inset",
          focused &&
            "group-focus-visible/grid:ring-2 group-focus-visible/grid:ring-ink group-focus-visible/grid:ring-inset group-focus-visible/grid:outline-1 group-focus-visible/grid:-outline-offset-3 group-focus-visible/grid:outline-canvas",
        )}
      />
    </div>
  );
});
