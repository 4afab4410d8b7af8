/** What part of an image a stage shows: the image px at its middle, and CSS px for one image px. */
export interface ImageView {
  x: number;
  y: number;
  scale: number;
}

/** Width and height, of an image in its px or of a stage in CSS px. */
export interface Extent {
  width: number;
  height: number;
}

/** Most CSS px for one image px. */
const closest = 64;

/** The view that shows the whole image with a margin around it. */
export function fittedView(image: Extent, stage: Extent, margin = 24): ImageView {
  const scale = Math.min(
    Math.max(1, stage.width - 2 * margin) / image.width,
    Math.max(1, stage.height - 2 * margin) / image.height,
  );
  return { x: image.width / 2, y: image.height / 2, scale: Math.min(scale, closest) };
}

/** Where an image px lies on the stage, in CSS px from its left top corner. */
export function toStage(view: ImageView, stage: Extent, [x, y]: readonly [number, number]): [number, number] {
  return [stage.width / 2 + (x - view.x) * view.scale, stage.height / 2 + (y - view.y) * view.scale];
}

/** Which image px lies under a place of the stage. */
export function toImage(view: ImageView, stage: Extent, [px, py]: readonly [number, number]): [number, number] {
  return [view.x + (px - stage.width / 2) / view.scale, view.y + (py - stage.height / 2) / view.scale];
}

/** The middle of the stage stays inside the image, so that it can't be lost. */
function kept(view: ImageView, image: Extent): ImageView {
  return {
    ...view,
    x: Math.min(image.width, Math.max(0, view.x)),
    y: Math.min(image.height, Math.max(0, view.y)),
  };
}

/** The view after the image was moved by CSS px. */
export function movedView(view: ImageView, image: Extent, dx: number, dy: number): ImageView {
  return kept({ ...view, x: view.x - dx / view.scale, y: view.y - dy / view.scale }, image);
}

/** The view zoomed by a factor around a place of the stage; from half the fitted size to 64 CSS px for an image px. */
export function zoomedView(
  view: ImageView,
  image: Extent,
  stage: Extent,
  factor: number,
  at: readonly [number, number] = [stage.width / 2, stage.height / 2],
): ImageView {
  const least = fittedView(image, stage).scale / 2;
  const scale = Math.min(Math.max(closest, least), Math.max(least, view.scale * factor));
  const [x, y] = toImage(view, stage, at);
  return kept({ x: x - (at[0] - stage.width / 2) / scale, y: y - (at[1] - stage.height / 2) / scale, scale }, image);
}

/** The view that shows a part of the image, `[left, top, width, height]` in image px, with room around it. */
export function viewOfBox(box: readonly number[], image: Extent, stage: Extent): ImageView {
  const [left, top, width, height] = box;
  const fitted = fittedView({ width: Math.max(1, width) * 1.6, height: Math.max(1, height) * 1.6 }, stage);
  return kept({ x: left + width / 2, y: top + height / 2, scale: fitted.scale }, image);
}
