import { type Camera, type PictureSize, toPicture } from "./camera.ts";

/** Up to so many marks are rings; more would hide each other, so they are dots. */
const ringLimit = 3000;
const ring = { radius: 5, line: 2, halo: 4.5 };
const dot = 3;

/** What marks are drawn with: a part of the 2-D context. */
export type MarkCanvas = Pick<
  OffscreenCanvasRenderingContext2D,
  "beginPath" | "moveTo" | "arc" | "stroke" | "fillRect" | "lineWidth" | "strokeStyle" | "fillStyle"
>;

/** Which of `n` points a bit mask holds, in order: bit i of byte i >> 3. */
export function membersOf(bits: Uint8Array | null, n: number): Int32Array {
  if (!bits) return new Int32Array(0);
  const members: number[] = [];
  for (let i = 0; i < n; i++) if ((bits[i >> 3] >> (i & 7)) & 1) members.push(i);
  return Int32Array.from(members);
}

/** Places of points in the picture, x and y in turn, in picture px; those out of sight by more than a ring are left out. */
export function placesInSight(
  positions: Float32Array,
  points: Int32Array,
  camera: Camera,
  size: PictureSize,
): Float32Array {
  const places: number[] = [];
  for (const i of points) {
    const [x, y] = toPicture(camera, size, [positions[2 * i], positions[2 * i + 1]]);
    const inSight =
      x > -ring.radius && y > -ring.radius && x < size.width + ring.radius && y < size.height + ring.radius;
    if (inSight) places.push(x, y);
  }
  return Float32Array.from(places);
}

/** Draws rings, or dots where there are many, with a halo in the ground's colour. `density` is device px a picture px. */
export function paintMarks(
  canvas: MarkCanvas,
  places: Float32Array,
  density: number,
  colors: { mark: string; halo: string },
): void {
  if (places.length / 2 > ringLimit) {
    const side = dot * density;
    canvas.fillStyle = colors.mark;
    for (let at = 0; at < places.length; at += 2) {
      canvas.fillRect(places[at] * density - side / 2, places[at + 1] * density - side / 2, side, side);
    }
    return;
  }
  const radius = ring.radius * density;
  canvas.beginPath();
  for (let at = 0; at < places.length; at += 2) {
    const [x, y] = [places[at] * density, places[at + 1] * density];
    canvas.moveTo(x + radius, y);
    canvas.arc(x, y, radius, 0, 2 * Math.PI);
  }
  canvas.lineWidth = ring.halo * density;
  canvas.strokeStyle = colors.halo;
  canvas.stroke();
  canvas.lineWidth = ring.line * density;
  canvas.strokeStyle = colors.mark;
  canvas.stroke();
}
