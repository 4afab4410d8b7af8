import type { SeenAreas } from "./area-levels.ts";
import type { Camera, PictureSize } from "./camera.ts";

/** What the page tells the map worker. Arrays are in the order of the map's points. */
export type MapRequest =
  | { type: "canvas"; canvas: OffscreenCanvas }
  | { type: "points"; positions: Float32Array; numbers: Int32Array; clusters: Int32Array }
  | { type: "shading"; shades: Uint8Array; palette: Uint8Array; groups: Uint8Array }
  /** Bit i of byte i >> 3: point i is in the view; null: all are. */
  | { type: "members"; bits: Uint8Array | null }
  /** Points to mark, as bits like those of `members`; null: none. */
  | { type: "marks"; bits: Uint8Array | null; mark: string; halo: string }
  /** Classes that name areas, for each point; null: areas have no names. */
  | { type: "classes"; codes: Uint16Array | null; missing: number }
  /** Whether areas are told after each frame at rest. */
  | { type: "areas"; wanted: boolean }
  /** Palette rows that are switched off; 256 long. */
  | { type: "hidden"; hidden: Uint8Array }
  | { type: "theme"; background: [number, number, number]; dimmed: [number, number, number] }
  | { type: "size"; size: PictureSize; density: number }
  /** `moving` frames may show a sample, so that they come in time. */
  | { type: "camera"; camera: Camera; moving: boolean }
  /** Asks for the nearest point within `reach` map units. */
  | { type: "nearest"; ask: number; x: number; y: number; reach: number }
  /** Asks where samples are, by number. */
  | { type: "locate"; ask: number; numbers: number[] };

/** One point of the map. */
export interface MapPoint {
  number: number;
  x: number;
  y: number;
}

/** What the map worker tells the page. */
export type MapReport =
  | { type: "frame"; drawn: number; shown: number; milliseconds: number; moving: boolean }
  | { type: "areas"; seen: SeenAreas }
  | { type: "nearest"; ask: number; point: MapPoint | null }
  | { type: "located"; ask: number; points: MapPoint[] }
  | { type: "failed"; message: string };
