import { createRandom } from "@gleaner/kernel";
import type { Box } from "@gleaner/schema";
import { scramble } from "./stable-sample.ts";

/** Width and height in pixels. */
export interface ImageSize {
  width: number;
  height: number;
}

/** A box moved far enough to be wrong, and one moved so little that it is as right as it was. */
export interface Jitters {
  far: Box;
  near: Box;
}

/** Steps as shares of a box's sides. */
const farSteps = [0.2, 0.6] as const;
const nearSteps = [0, 0.08] as const;

/** A box moved in directions that its number decides, and cut at the image. */
export function jittersOf(number: number, box: Box, image: ImageSize): Jitters {
  const random = createRandom(scramble(number));
  const moved = ([low, high]: readonly [number, number]) => {
    const angle = 2 * Math.PI * random.uniform();
    return shifted(box, angle, low + (high - low) * random.uniform(), image);
  };
  return { far: moved(farSteps), near: moved(nearSteps) };
}

/** Directions and steps in which a better place is looked for. */
const directions = 8;
const searchSteps = [0.2, 0.4];

/** Places around a box where its object may lie: eight directions, two steps. */
export function placesAround(box: Box, image: ImageSize): Box[] {
  return searchSteps.flatMap((step) =>
    Array.from({ length: directions }, (_, at) => shifted(box, (2 * Math.PI * at) / directions, step, image)),
  );
}

/** A box moved by a share of its sides in a direction, cut at the image. */
function shifted([x, y, width, height]: Box, angle: number, step: number, image: ImageSize): Box {
  const left = x + step * width * Math.cos(angle);
  const top = y + step * height * Math.sin(angle);
  const [from, to] = [Math.max(0, left), Math.min(image.width, left + width)];
  const [above, below] = [Math.max(0, top), Math.min(image.height, top + height)];
  return [from, above, Math.max(0, to - from), Math.max(0, below - above)];
}
