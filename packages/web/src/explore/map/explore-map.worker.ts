import { AreaLevels } from "./area-levels.ts";
import type { Camera, PictureSize } from "./camera.ts";
import type { MapReport, MapRequest } from "./map-protocol.ts";
import { membersOf, paintMarks, placesInSight } from "./marks.ts";
import { PointIndex } from "./point-index.ts";
import { type Cloud, inCloudOrder, makeCloud, type Picture, paint, type Scene } from "./splat.ts";

/*
 * Draws the map off the page's thread: keeps the points, paints frames into an ImageData, and answers which point is near the pointer.
 * Frames at rest paint everything up to the density cap; frames in motion paint as many points as fit into the time.
 */

const restPerTile = 80;
const movingPerTile = 24;
/** A frame in motion should take this long, in ms. */
const movingTarget = 14;
/** Areas are looked for when the map has rested so long, in ms. */
const areasAfter = 120;

let canvas: OffscreenCanvas | null = null;
let image: ImageData | null = null;
let size: PictureSize = { width: 1, height: 1 };
let density = 1;
let camera: Camera | null = null;
let moving = false;
let frameAsked = false;
let limit = 200_000;

let positions: Float32Array = new Float32Array(0);
let cloud: Cloud = makeCloud(positions);
let index = new PointIndex(positions, new Int32Array(0));
let levels = new AreaLevels(positions, new Int32Array(0), new Int32Array(0));
let areasWanted = false;
let areasTimer: ReturnType<typeof setTimeout> | undefined;
/** In the order of the map's points, for hover. */
let shades: Uint8Array = new Uint8Array(0);
let bits: Uint8Array | null = null;
let marked = new Int32Array(0);
let markColors = { mark: "#000", halo: "#fff" };
let scene: Scene = {
  cloud,
  shades,
  palette: new Uint8Array(3 * 256),
  groups: new Uint8Array(256),
  members: null,
  hidden: new Uint8Array(256),
  background: [255, 255, 255],
  dimmed: [220, 220, 220],
};

function tell(report: MapReport): void {
  postMessage(report);
}

function askFrame(): void {
  if (frameAsked) return;
  frameAsked = true;
  requestAnimationFrame(() => {
    frameAsked = false;
    drawFrame();
  });
}

function drawFrame(): void {
  const context = canvas?.getContext("2d", { alpha: false });
  if (!canvas || !context || !camera || scene.shades.length !== cloud.n) return;
  const width = Math.max(1, Math.round(size.width * density));
  const height = Math.max(1, Math.round(size.height * density));
  if (canvas.width !== width || canvas.height !== height || !image) {
    canvas.width = width;
    canvas.height = height;
    image = context.createImageData(width, height);
  }
  const start = performance.now();
  const picture: Picture = { pixels: image.data, width, height, density };
  const effort = moving ? { perTile: movingPerTile, limit } : { perTile: restPerTile, limit: cloud.n };
  const { drawn, shown } = paint(picture, scene, camera, effort);
  context.putImageData(image, 0, 0);
  paintMarks(context, placesInSight(positions, marked, camera, size), density, markColors);
  const milliseconds = performance.now() - start;
  if (moving) limit = Math.min(cloud.n, Math.max(50_000, limit * Math.min(1.5, movingTarget / milliseconds)));
  tell({ type: "frame", drawn, shown, milliseconds, moving });
  clearTimeout(areasTimer);
  if (areasWanted && !moving) areasTimer = setTimeout(tellAreas, areasAfter);
}

function tellAreas(): void {
  if (camera) tell({ type: "areas", seen: levels.seen(camera, size, isShown) });
}

function isShown(i: number): boolean {
  return isPickable(i) && (!bits || ((bits[i >> 3] >> (i & 7)) & 1) === 1);
}

function maskOf(n: number, mask: Uint8Array | null): Uint8Array | null {
  if (!mask) return null;
  const members = new Uint8Array(n);
  for (let k = 0; k < n; k++) {
    const i = cloud.order[k];
    members[k] = (mask[i >> 3] >> (i & 7)) & 1;
  }
  return members;
}

function isPickable(i: number): boolean {
  return !scene.hidden[shades[i]];
}

function answer(request: MapRequest): void {
  switch (request.type) {
    case "canvas":
      canvas = request.canvas;
      break;
    case "points":
      positions = request.positions;
      cloud = makeCloud(positions);
      index = new PointIndex(positions, request.numbers);
      levels = new AreaLevels(positions, request.numbers, request.clusters);
      bits = null;
      marked = new Int32Array(0);
      scene = { ...scene, cloud, shades: new Uint8Array(cloud.n), members: null };
      shades = new Uint8Array(cloud.n);
      break;
    case "shading":
      shades = request.shades;
      scene = { ...scene, shades: inCloudOrder(cloud, shades), palette: request.palette, groups: request.groups };
      break;
    case "classes":
      levels.setClasses(request.codes && { codes: request.codes, missing: request.missing });
      break;
    case "areas":
      areasWanted = request.wanted;
      break;
    case "members":
      bits = request.bits;
      scene = { ...scene, members: maskOf(cloud.n, bits) };
      break;
    case "marks":
      marked = Int32Array.from(membersOf(request.bits, cloud.n));
      markColors = { mark: request.mark, halo: request.halo };
      break;
    case "hidden":
      scene = { ...scene, hidden: request.hidden };
      break;
    case "theme":
      scene = { ...scene, background: request.background, dimmed: request.dimmed };
      break;
    case "size":
      size = request.size;
      density = request.density;
      // A canvas loses its picture with its size: paint at once, or it would blink.
      drawFrame();
      return;
    case "camera":
      camera = request.camera;
      moving = request.moving;
      break;
    case "nearest":
      tell({
        type: "nearest",
        ask: request.ask,
        point: index.nearest(request.x, request.y, request.reach, isPickable),
      });
      return;
    case "locate":
      tell({ type: "located", ask: request.ask, points: index.locate(request.numbers) });
      return;
  }
  askFrame();
}

addEventListener("message", ({ data }: MessageEvent<MapRequest>) => {
  try {
    answer(data);
  } catch (error) {
    tell({ type: "failed", message: error instanceof Error ? error.message : String(error) });
  }
});
