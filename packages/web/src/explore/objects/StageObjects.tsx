import type { SampleObject } from "@gleaner/schema";
import { type Extent, type ImageView, toStage } from "../sample/image-view.ts";
import { drawnOrder, objectColor, objectPath } from "./object-shapes.ts";

interface StageObjectsProps {
  objects: SampleObject[];
  view: ImageView;
  stage: Extent;
  /** Id of the object that stands out. */
  active: string | null;
}

/** Objects over the large picture: outlines in the colours of their classes, with their names where there is room. */
export function StageObjects({ objects, view, stage, active }: StageObjectsProps) {
  const [left, top] = toStage(view, stage, [0, 0]);
  return (
    <div aria-hidden="true" className="pointer-events-none absolute inset-0 overflow-hidden">
      <svg aria-hidden="true" className="absolute inset-0 size-full">
        <g transform={`translate(${left} ${top}) scale(${view.scale})`} strokeLinejoin="round">
          {drawnOrder(objects).map((object) => {
            const color = objectColor(object.class);
            const isActive = object.id === active;
            return (
              <g key={object.id} opacity={active === null || isActive ? 1 : 0.35}>
                <path
                  d={objectPath(object)}
                  fill="none"
                  stroke="#000"
                  strokeOpacity={0.55}
                  strokeWidth={isActive ? 5 : 3.5}
                  vectorEffect="non-scaling-stroke"
                />
                <path
                  d={objectPath(object)}
                  fill={color}
                  fillOpacity={isActive ? 0.25 : object.polygons ? 0.12 : 0}
                  stroke={color}
                  strokeWidth={isActive ? 3 : 1.75}
                  vectorEffect="non-scaling-stroke"
                />
              </g>
            );
          })}
        </g>
      </svg>
      {objects.map((object) => {
        const [x, y] = toStage(view, stage, [object.box[0], object.box[1]]);
        const width = object.box[2] * view.scale;
        const isActive = object.id === active;
        if (object.class === null || (width < 28 && !isActive)) return null;
        return (
          <span
            key={object.id}
            className="absolute flex -translate-y-full items-center gap-1 rounded-[3px] bg-black/70 px-1 text-2xs whitespace-nowrap text-white"
            style={{ left: x, top: Math.max(16, y - 2), maxWidth: isActive ? undefined : Math.max(44, width) }}
          >
            <span className="size-1.5 shrink-0 rounded-full" style={{ background: objectColor(object.class) }} />
            <span className="truncate">{object.class}</span>
          </span>
        );
      })}
    </div>
  );
}
