import type { Camera } from "./camera.ts";
import { randomOrder } from "./random-order.ts";
import { stampsFor } from "./stamps.ts";

/** Points ready to be drawn, in a random but fixed order, so that any prefix is a fair sample. */
export interface Cloud {
  n: number;
  x: Float32Array;
  y: Float32Array;
  /** Index in the map of the point at each place of the order. */
  order: Int32Array;
}

/** What to draw and how. Arrays are in the cloud's order. */
export interface Scene {
  cloud: Cloud;
  shades: Uint8Array;
  palette: Uint8Array;
  groups: Uint8Array;
  /** 1 where a point is in the view; null: all are. */
  members: Uint8Array | null;
  /** 1 for palette rows that are switched off; 256 long. */
  hidden: Uint8Array;
  background: readonly [number, number, number];
  /** Colour of points outside the view. */
  dimmed: readonly [number, number, number];
}

export interface Picture {
  /** RGBA, width x height x 4, device px. */
  pixels: Uint8ClampedArray;
  width: number;
  height: number;
  /** Device px for one CSS px. */
  density: number;
}

/** How many points a frame drew of those in the picture and switched on. */
export interface FrameCount {
  drawn: number;
  shown: number;
}

/** Puts points into a seeded random order. `positions`: x0, y0, x1, y1, ... */
export function makeCloud(positions: Float32Array): Cloud {
  const n = positions.length / 2;
  const order = randomOrder(n, 1);
  const x = new Float32Array(n);
  const y = new Float32Array(n);
  for (let k = 0; k < n; k++) {
    x[k] = positions[2 * order[k]];
    y[k] = positions[2 * order[k] + 1];
  }
  return { n, x, y, order };
}

/** Puts an array with one entry a point into the cloud's order. */
export function inCloudOrder(cloud: Cloud, values: Uint8Array): Uint8Array {
  const sorted = new Uint8Array(cloud.n);
  for (let k = 0; k < cloud.n; k++) sorted[k] = values[cloud.order[k]];
  return sorted;
}

/** Points of a colour group that a tile shows however crowded it is. */
const rarePerTile = 2;

/** Side of a sampling tile in CSS px, before rounding to a power of two of map units. */
const tileSide = 6;

/** Radius in CSS px and opacity for about `count` points in a picture of `area` CSS px². */
export function pointStyle(count: number, area: number): { radius: number; alpha: number } {
  const room = Math.sqrt(area / Math.max(1, count));
  return {
    radius: Math.min(5, Math.max(0.85, 0.75 + 0.2 * room)),
    alpha: Math.min(0.92, Math.max(0.5, 0.42 + 0.06 * room)),
  };
}

/** How much of the cloud a frame looks at. */
export interface Effort {
  /** So many points of a tile are drawn, a fair sample; beyond that only the first few of a colour group. */
  perTile: number;
  /** Only so many points of the random order: for frames while the map moves. */
  limit: number;
}

/**
 * Paints a scene: first the points outside the view, dimmed, then those in it. Of a tile of about 6 px, a fair
 * sample of `perTile` points is painted, and the first two of every colour group beside it: rare points stay. Tiles are fixed to the
 * map, so that panning doesn't change the sample. O(n + pixels).
 */
export function paint(picture: Picture, scene: Scene, camera: Camera, effort: Effort): FrameCount {
  clear(picture, scene.background);
  const { cloud } = scene;
  const area = (picture.width * picture.height) / picture.density ** 2;
  const style = pointStyle(countIn(picture, cloud, camera), area);
  const counter = makeCounter(picture, camera);
  const result: FrameCount = { drawn: 0, shown: 0 };
  if (scene.members) paintPass(picture, scene, camera, counter, effort, style, false, result);
  counter.counts.fill(0);
  counter.totals.fill(0);
  paintPass(picture, scene, camera, counter, effort, style, true, result);
  return result;
}

interface TileCounter {
  /** Points painted in each tile. */
  totals: Uint8Array;
  /** Points painted in each tile by colour group, 16 a tile. */
  counts: Uint8Array;
  /** Tiles for one map unit. */
  perUnit: number;
  left: number;
  bottom: number;
  columns: number;
  rows: number;
}

function makeCounter(picture: Picture, camera: Camera): TileCounter {
  const side = 2 ** Math.round(Math.log2(tileSide / camera.scale));
  const perUnit = 1 / side;
  const halfWidth = picture.width / picture.density / 2 / camera.scale;
  const halfHeight = picture.height / picture.density / 2 / camera.scale;
  const left = Math.floor((camera.x - halfWidth) * perUnit) - 2;
  const bottom = Math.floor((camera.y - halfHeight) * perUnit) - 2;
  const columns = Math.floor((camera.x + halfWidth) * perUnit) + 3 - left;
  const rows = Math.floor((camera.y + halfHeight) * perUnit) + 3 - bottom;
  const { totals, counts } = countersOf(columns * rows);
  return {
    totals,
    counts,
    perUnit,
    left,
    bottom,
    columns,
    rows,
  };
}

/** Counters of the frame before, as moving maps make sixty frames a second: new ones each time would be garbage of megabytes. */
let kept = { totals: new Uint8Array(0), counts: new Uint8Array(0) };

function countersOf(tiles: number): { totals: Uint8Array; counts: Uint8Array } {
  if (kept.totals.length < tiles) kept = { totals: new Uint8Array(tiles), counts: new Uint8Array(tiles * 16) };
  else {
    kept.totals.fill(0);
    kept.counts.fill(0);
  }
  return kept;
}

function paintPass(
  picture: Picture,
  scene: Scene,
  camera: Camera,
  tiles: TileCounter,
  { perTile, limit }: Effort,
  style: { radius: number; alpha: number },
  inView: boolean,
  result: FrameCount,
): void {
  const { width, height, density } = picture;
  const { cloud, shades, palette, groups, members, hidden } = scene;
  const [dimRed, dimGreen, dimBlue] = scene.dimmed;
  const pixels = new Uint8Array(picture.pixels.buffer, picture.pixels.byteOffset, picture.pixels.byteLength);
  const { x, y } = cloud;
  const n = Math.min(cloud.n, limit);
  const { totals, counts, perUnit, left, bottom, columns } = tiles;
  let shown = 0;
  let drawn = 0;
  const scale = camera.scale * density;
  const offsetX = width / 2 - camera.x * scale;
  const offsetY = height / 2 + camera.y * scale;
  const { masks, side, phases } = stampsFor(style.radius * density, inView ? style.alpha : style.alpha * 0.55);
  const reach = side / 2;
  const wanted = inView ? 1 : 0;
  for (let k = 0; k < n; k++) {
    if (members !== null && members[k] !== wanted) continue;
    const shade = shades[k];
    if (hidden[shade]) continue;
    const px = x[k] * scale + offsetX;
    const py = offsetY - y[k] * scale;
    // Written so that positions that are no numbers fail too.
    if (!(px > -reach && px < width + reach && py > -reach && py < height + reach)) continue;
    shown++;
    const column = Math.floor(x[k] * perUnit - left);
    const row = Math.floor(y[k] * perUnit - bottom);
    const tile = row * columns + column;
    const group = (tile << 4) | (inView ? groups[shade] : 0);
    if (totals[tile] >= perTile) {
      if (counts[group] >= rarePerTile) continue;
    } else totals[tile]++;
    if (counts[group] < rarePerTile) counts[group]++;
    drawn++;
    const x0 = Math.floor(px - reach);
    const y0 = Math.floor(py - reach);
    const phase = Math.floor((py - reach - y0) * phases) * phases + Math.floor((px - reach - x0) * phases);
    const mask = masks[phase];
    const stride = side + 1;
    const r = inView ? palette[3 * shade] : dimRed;
    const g = inView ? palette[3 * shade + 1] : dimGreen;
    const b = inView ? palette[3 * shade + 2] : dimBlue;
    const firstX = x0 < 0 ? -x0 : 0;
    const endX = x0 + stride > width ? width - x0 : stride;
    const endY = y0 + stride > height ? height - y0 : stride;
    for (let v = y0 < 0 ? -y0 : 0; v < endY; v++) {
      let at = ((y0 + v) * width + x0 + firstX) * 4;
      const end = v * stride + endX;
      for (let m = v * stride + firstX; m < end; m++, at += 4) {
        const cover = mask[m];
        if (cover === 0) continue;
        pixels[at] += ((r - pixels[at]) * cover) >> 8;
        pixels[at + 1] += ((g - pixels[at + 1]) * cover) >> 8;
        pixels[at + 2] += ((b - pixels[at + 2]) * cover) >> 8;
      }
    }
  }
  result.shown += shown;
  result.drawn += drawn;
}

/** Estimates how many points lie in the picture, from the first few thousand of the random order. */
function countIn(picture: Picture, cloud: Cloud, camera: Camera): number {
  const halfWidth = picture.width / picture.density / 2 / camera.scale;
  const halfHeight = picture.height / picture.density / 2 / camera.scale;
  const probe = Math.min(cloud.n, 4096);
  let inside = 0;
  for (let k = 0; k < probe; k++) {
    if (Math.abs(cloud.x[k] - camera.x) <= halfWidth && Math.abs(cloud.y[k] - camera.y) <= halfHeight) inside++;
  }
  return probe === 0 ? 0 : (inside / probe) * cloud.n;
}

function clear(picture: Picture, [r, g, b]: readonly [number, number, number]): void {
  const { buffer, byteOffset, byteLength } = picture.pixels;
  new Uint32Array(buffer, byteOffset, byteLength / 4).fill(((255 << 24) | (b << 16) | (g << 8) | r) >>> 0);
}
