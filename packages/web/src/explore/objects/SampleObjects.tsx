import type { SampleObject } from "@gleaner/schema";
import { useState } from "react";
import { Button } from "../../ui/Button.tsx";
import { classes } from "../../ui/classes.ts";
import { formatCount, formatNumber, formatShare } from "../../ui/format.ts";
import { objectColor } from "./object-shapes.ts";

interface SampleObjectsProps {
  objects: SampleObject[];
  active: string | null;
  onActive: (id: string | null) => void;
  /** Brings an object before the eye. */
  onShow: (object: SampleObject) => void;
}

const shownAtFirst = 30;

/** The objects of a sample as a list: pointing at one marks it in the picture, a click goes to it. */
export function SampleObjects({ objects, active, onActive, onShow }: SampleObjectsProps) {
  const [all, setAll] = useState(false);
  if (objects.length === 0) return null;
  return (
    <section className="border-b border-line px-2 py-3">
      <h2 className="mb-1 px-2 text-xs font-semibold text-ink-muted">
        {objects.length === 1 ? "Object" : `${formatCount(objects.length)} objects`}
      </h2>
      <ul>
        {(all ? objects : objects.slice(0, shownAtFirst)).map((object) => (
          <li key={object.id}>
            <button
              type="button"
              className={classes(
                "flex min-h-7 w-full items-center gap-2 rounded px-2 py-0.5 text-left hover:bg-hover focus-visible:-outline-offset-2",
                object.id === active && "bg-hover",
              )}
              onPointerEnter={() => onActive(object.id)}
              onPointerLeave={() => onActive(null)}
              onFocus={() => onActive(object.id)}
              onBlur={() => onActive(null)}
              onClick={() => onShow(object)}
            >
              <span
                aria-hidden="true"
                className="size-2.5 shrink-0 rounded-[3px]"
                style={{ background: objectColor(object.class) }}
              />
              <span className="min-w-0 grow truncate">
                {object.class ?? <span className="text-ink-muted italic">No class</span>}
              </span>
              <span className="tabular shrink-0 text-xs text-ink-muted">
                {object.confidence !== null && `${formatShare(object.confidence)} `}
                {formatNumber(Math.round(object.box[2]))} × {formatNumber(Math.round(object.box[3]))}
                {object.source !== "import" && `, ${object.source}`}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {objects.length > shownAtFirst && (
        <Button tone="quiet" onClick={() => setAll(!all)}>
          {all ? "Show fewer" : `All ${formatCount(objects.length)}`}
        </Button>
      )}
    </section>
  );
}
