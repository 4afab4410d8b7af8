import type { Unit } from "@gleaner/schema";
import { useMemo } from "react";
import { classes } from "../../ui/classes.ts";
import { formatAmount, sentence } from "../../ui/format.ts";
import { Thumbnail } from "../../ui/Thumbnail.tsx";
import type { SeenArea, SeenAreas } from "./area-levels.ts";
import { type Camera, type PictureSize, toPicture } from "./camera.ts";
import { usePointSamples } from "./map-data.ts";
import type { MapPoint } from "./map-protocol.ts";
import { placed } from "./place-labels.ts";

/** What is drawn over the areas of the map. */
export type MapOverlay = "pictures" | "names" | "none";

interface MapAreasProps {
  seen: SeenAreas;
  overlay: MapOverlay;
  camera: Camera;
  size: PictureSize;
  /** Whether labels take clicks; they do not while shapes are drawn. */
  active: boolean;
  /** What the points are. */
  unit: Unit;
  nameOf: (code: number) => string;
  /** Null: the colours of the map are not those of classes. */
  colorOf: (code: number) => string | null;
  onArea: (area: SeenArea) => void;
  onPick: (point: MapPoint) => void;
}

const pictureRoom = { width: 52, height: 52 };
const room = { pictures: { width: 84, height: 74 }, names: { width: 104, height: 26 } };

type Label = { key: string; x: number; y: number; width: number; height: number } & (
  | { kind: "area"; area: SeenArea; named: boolean }
  | { kind: "point"; point: MapPoint }
);

/** The areas with a name, largest first, of each name at most so many: where a class fills half of a map, its name is not said all over. */
function largestOfEach(areas: SeenArea[], most: number): SeenArea[] {
  const said = new Map<number, number>();
  return areas.filter(({ code }) => {
    const times = said.get(code) ?? 0;
    said.set(code, times + 1);
    return code >= 0 && times < most;
  });
}

/** Outlines of the areas in sight, and as many of their pictures and names as find room; a click narrows to the area. */
export function MapAreas(props: MapAreasProps) {
  const { unit, seen, overlay, camera, size, active, nameOf, colorOf } = props;
  const labels = useMemo(() => {
    if (overlay === "none") return [];
    const named: Label[] = largestOfEach(seen.areas, overlay === "pictures" ? 3 : 6).map((area) => ({
      ...area,
      ...room[overlay],
      kind: "area",
      area,
      named: true,
    }));
    if (overlay === "names") return placed(named, camera, size);
    // Where a name finds no room, the picture alone may.
    const bare: Label[] = seen.areas.map((area) => ({ ...area, ...pictureRoom, kind: "area", area, named: false }));
    const loose: Label[] = seen.loose.map((point) => ({
      ...point,
      ...pictureRoom,
      kind: "point",
      key: `p${point.number}`,
      point,
    }));
    return placed([...named, ...bare, ...loose], camera, size);
  }, [seen, overlay, camera, size]);
  const numbers = useMemo(
    () =>
      overlay === "pictures"
        ? labels.map(({ wish }) => (wish.kind === "area" ? wish.area.number : wish.point.number)).sort((a, b) => a - b)
        : [],
    [labels, overlay],
  );
  const samples = usePointSamples(numbers);
  const path = (outline: Float32Array) => {
    const places: string[] = [];
    for (let i = 0; i < outline.length; i += 2) {
      const [x, y] = toPicture(camera, size, [outline[i], outline[i + 1]]);
      places.push(`${x.toFixed(1)},${y.toFixed(1)}`);
    }
    return places.join(" ");
  };
  return (
    <>
      <svg aria-hidden="true" className="pointer-events-none absolute inset-0 size-full">
        {seen.areas.map((area) => (
          <polygon
            key={area.key}
            points={path(area.outline)}
            className="fill-none stroke-ink/25"
            strokeWidth={1}
            strokeLinejoin="round"
          />
        ))}
      </svg>
      <ul aria-label="Areas of the map" className={classes("absolute inset-0", "pointer-events-none")}>
        {labels.map(({ wish, left, top }) => {
          const area = wish.kind === "area" ? wish.area : null;
          const number = wish.kind === "area" ? wish.area.number : wish.point.number;
          const sample = samples.get(number);
          const common = area && area.code >= 0 ? nameOf(area.code) : null;
          const name = wish.kind === "area" && wish.named ? common : null;
          const color = area && area.code >= 0 ? colorOf(area.code) : null;
          const what = area
            ? `${common ?? "Area without a common label"}, ${formatAmount(area.count, unit)}. Select them.`
            : `${sample?.labels.join(", ") || sentence(unit)}. Open it.`;
          return (
            <li key={wish.key} className="absolute" style={{ transform: `translate(${left}px, ${top}px)` }}>
              <button
                type="button"
                aria-label={what}
                title={what}
                className={classes(
                  "group absolute flex w-max -translate-x-1/2 -translate-y-1/2 flex-col items-center rounded-md",
                  active && "pointer-events-auto",
                )}
                onPointerDown={(event) => event.stopPropagation()}
                onClick={() => (wish.kind === "area" ? props.onArea(wish.area) : props.onPick(wish.point))}
              >
                {overlay === "pictures" &&
                  (sample ? (
                    <Thumbnail
                      id={sample.id}
                      alt=""
                      fill
                      width={sample.width}
                      className="size-11 max-w-none rounded-md bg-tile shadow-pop ring-1 ring-line-strong/60 transition-transform group-hover:scale-110"
                    />
                  ) : (
                    <span className="size-11 rounded-md bg-tile/70" />
                  ))}
                {name !== null && (
                  <span
                    className={classes(
                      "flex max-w-24 items-center gap-1 rounded-full border border-line bg-raised px-1.5 text-2xs whitespace-nowrap text-ink shadow-lift",
                      overlay === "pictures" && "-mt-1.5 z-10",
                    )}
                  >
                    {color !== null && (
                      <span className="size-1.5 shrink-0 rounded-full" style={{ background: color }} />
                    )}
                    <span className="truncate">{name}</span>
                  </span>
                )}
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}
