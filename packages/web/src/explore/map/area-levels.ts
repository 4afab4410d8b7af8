import { areasOf, type MapArea, type MapAreas, type MapClasses } from "./areas.ts";
import { boundsOf, type Camera, type PictureSize, toPicture } from "./camera.ts";
import { clusterAreas } from "./cluster-outlines.ts";

/** An area in sight with its outline. */
export interface SeenArea extends MapArea {
  /** Stable while the level of detail stays. */
  key: string;
  outline: Float32Array;
}

/** What a camera sees: areas or clusters, and points that are alone enough to be shown as pictures. */
export interface SeenAreas {
  kind: "areas" | "clusters";
  areas: SeenArea[];
  loose: { number: number; x: number; y: number }[];
}

/** About so many CSS px to a cell of the density grid. */
const cellSide = 7;
const fewestCells = 16;
/** Beyond this the clusters of the index are shown instead. */
const mostCells = 512;
const mostClusterPoints = 20_000;
const seenLimit = 60;
const looseLimit = 400;

/** The areas of one map at each level of detail, made when a camera first asks for them. */
export class AreaLevels {
  readonly #positions: Float32Array;
  readonly #numbers: Int32Array;
  readonly #clusters: Int32Array;
  readonly #extent: number;
  readonly #levels = new Map<number, MapAreas>();
  #classes: MapClasses | null = null;

  /** `positions`: x0, y0, x1, y1, ...; `numbers` and `clusters`: those of each point. */
  constructor(positions: Float32Array, numbers: Int32Array, clusters: Int32Array) {
    this.#positions = positions;
    this.#numbers = numbers;
    this.#clusters = clusters;
    const bounds = boundsOf(positions);
    this.#extent = bounds ? Math.max(bounds.right - bounds.left, bounds.top - bounds.bottom) : 0;
  }

  /** The classes that name areas; null: no names. */
  setClasses(classes: MapClasses | null): void {
    this.#classes = classes;
    this.#levels.clear();
  }

  /** What a camera sees. `accepts` tells which points are switched on. */
  seen(camera: Camera, size: PictureSize, accepts: (point: number) => boolean): SeenAreas {
    const inSight = this.#inSight(camera, size, accepts);
    const loose =
      inSight.length > looseLimit
        ? []
        : Array.from(inSight, (i) => ({
            number: this.#numbers[i],
            x: this.#positions[2 * i],
            y: this.#positions[2 * i + 1],
          }));
    const wanted = (this.#extent * camera.scale) / cellSide;
    const asClusters = wanted > mostCells && inSight.length <= mostClusterPoints;
    const cells = asClusters ? 0 : levelOf(wanted, this.#numbers.length);
    const all = asClusters
      ? clusterAreas(this.#positions, this.#numbers, this.#clusters, this.#classes, inSight, 3)
      : this.#level(cells);
    const areas: SeenArea[] = [];
    for (const [place, area] of all.areas.entries()) {
      if (areas.length === seenLimit) break;
      const [x, y] = toPicture(camera, size, [area.x, area.y]);
      if (!(x > 0 && y > 0 && x < size.width && y < size.height)) continue;
      areas.push({ ...area, key: `${cells} ${area.number}`, outline: all.outline(place) });
    }
    return { kind: asClusters ? "clusters" : "areas", areas, loose };
  }

  #level(cells: number): MapAreas {
    const known = this.#levels.get(cells);
    if (known) return known;
    const made = areasOf(this.#positions, this.#numbers, this.#classes, { cells, least: 3 });
    this.#levels.set(cells, made);
    return made;
  }

  #inSight(camera: Camera, { width, height }: PictureSize, accepts: (point: number) => boolean): Int32Array {
    const halfWidth = width / 2 / camera.scale;
    const halfHeight = height / 2 / camera.scale;
    const found: number[] = [];
    const positions = this.#positions;
    for (let i = 0; i < this.#numbers.length && found.length <= mostClusterPoints; i++) {
      const near =
        Math.abs(positions[2 * i] - camera.x) <= halfWidth && Math.abs(positions[2 * i + 1] - camera.y) <= halfHeight;
      if (near && accepts(i)) found.push(i);
    }
    return Int32Array.from(found);
  }
}

/** Cells of the grid for a wish, in steps of the square root of two; coarser where there are few points to count. */
function levelOf(wanted: number, n: number): number {
  const fair = Math.min(wanted, 1.2 * Math.sqrt(n) * Math.max(1, wanted / 64));
  const step = 2 ** (Math.round(2 * Math.log2(Math.max(1, fair))) / 2);
  return Math.round(Math.min(mostCells, Math.max(fewestCells, step)));
}
