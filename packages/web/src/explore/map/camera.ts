/** What part of a map is seen: the map point at the middle of the picture, and CSS px for one map unit. y grows upwards on the map. */
export interface Camera {
  x: number;
  y: number;
  scale: number;
}

/** Size of the picture in CSS px. */
export interface PictureSize {
  width: number;
  height: number;
}

export interface Bounds {
  left: number;
  right: number;
  bottom: number;
  top: number;
}

/** The least box around all finite points; null where there are none. `positions`: x0, y0, x1, y1, ... */
export function boundsOf(positions: Float32Array): Bounds | null {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < positions.length; i += 2) {
    const x = positions[i];
    const y = positions[i + 1];
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < bottom) bottom = y;
    if (y > top) top = y;
  }
  return left <= right && bottom <= top ? { left, right, bottom, top } : null;
}

/** The camera that shows the whole box with a margin in px. A box without extent gets a fixed scale. */
export function fitCamera(bounds: Bounds, size: PictureSize, margin = 28): Camera {
  const width = bounds.right - bounds.left;
  const height = bounds.top - bounds.bottom;
  const scale = Math.min(
    Math.max(1, size.width - 2 * margin) / (width || Number.MIN_VALUE),
    Math.max(1, size.height - 2 * margin) / (height || Number.MIN_VALUE),
  );
  return {
    x: (bounds.left + bounds.right) / 2,
    y: (bounds.bottom + bounds.top) / 2,
    scale: Number.isFinite(scale) ? scale : 100,
  };
}

/** Where a map point is in the picture, in CSS px from its left top corner. */
export function toPicture(camera: Camera, size: PictureSize, [x, y]: readonly [number, number]): [number, number] {
  return [size.width / 2 + (x - camera.x) * camera.scale, size.height / 2 - (y - camera.y) * camera.scale];
}

/** Which map point lies under a place of the picture. */
export function toMap(camera: Camera, size: PictureSize, [px, py]: readonly [number, number]): [number, number] {
  return [camera.x + (px - size.width / 2) / camera.scale, camera.y - (py - size.height / 2) / camera.scale];
}

/** The camera moved by px of the picture. */
export function panned(camera: Camera, dx: number, dy: number): Camera {
  return { ...camera, x: camera.x - dx / camera.scale, y: camera.y + dy / camera.scale };
}

/** The camera zoomed by a factor around a place of the picture, which stays where it is. `scale` stays within `limits`. */
export function zoomed(
  camera: Camera,
  size: PictureSize,
  factor: number,
  at: readonly [number, number],
  limits: { min: number; max: number },
): Camera {
  const scale = Math.min(limits.max, Math.max(limits.min, camera.scale * factor));
  const [x, y] = toMap(camera, size, at);
  return {
    x: x - (at[0] - size.width / 2) / scale,
    y: y + (at[1] - size.height / 2) / scale,
    scale,
  };
}
