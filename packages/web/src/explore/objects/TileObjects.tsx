import type { SampleObject } from "@gleaner/schema";
import { drawnOrder, objectColor, objectPath } from "./object-shapes.ts";

interface TileObjectsProps {
  objects: SampleObject[];
  /** Size of the image in px. */
  width: number;
  height: number;
  /** As the picture below: cut to the square instead of fitted. */
  fill: boolean;
}

/** Outlines of objects over the small picture of their sample. */
export function TileObjects({ objects, width, height, fill }: TileObjectsProps) {
  return (
    <svg
      aria-hidden="true"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio={fill ? "xMidYMid slice" : "xMidYMid meet"}
      className="pointer-events-none absolute inset-0 size-full"
    >
      {drawnOrder(objects).map((object) => (
        <g key={object.id} fill="none" strokeLinejoin="round">
          <path
            d={objectPath(object)}
            stroke="#000"
            strokeOpacity={0.55}
            strokeWidth={3}
            vectorEffect="non-scaling-stroke"
          />
          <path
            d={objectPath(object)}
            stroke={objectColor(object.class)}
            strokeWidth={1.5}
            vectorEffect="non-scaling-stroke"
          />
        </g>
      ))}
    </svg>
  );
}
