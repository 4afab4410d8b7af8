import type { EngineContext } from "../../../context.ts";
import { overlapOf } from "../geometry.ts";
import { jittersOf } from "./jitters.ts";
import { finiteRows, type LabeledBoxes, rowsOf, stacked } from "./labeled-boxes.ts";
import type { RegionVectors } from "./region-vectors.ts";
import { stableOrder } from "./stable-sample.ts";

/** Boxes that are moved to learn from. */
const movedBoxes = 1500;
/** A moved box is as good as its own from this overlap on, and badly placed below the other. */
const goodFrom = 0.8;
const badBelow = 0.6;

/** Crops of labelled boxes, as they are and moved: what a well placed box looks like, and what a badly placed one. */
export interface Examples {
  dimension: number;
  vectors: Float32Array;
  /** Of each row: the position of its box in the labelled boxes, the overlap with it (1: the box itself). */
  of: readonly number[];
  overlaps: readonly number[];
}

/** Up to 1,500 boxes, each also moved far and a little. */
export async function examplesOf(
  { workspace }: EngineContext,
  labeled: LabeledBoxes,
  regions: RegionVectors,
): Promise<Examples> {
  const { numbers, samples, boxes, sizes, space } = labeled;
  const position = new Map(Array.from(numbers, (number, at) => [number, at]));
  const chosen = stableOrder(numbers)
    .slice(0, movedBoxes)
    .flatMap((number) => position.get(number) ?? []);
  const moved = chosen.flatMap((at) => {
    const size = sizes.get(samples[at]);
    if (!size) return [];
    const { far, near } = jittersOf(numbers[at], boxes[at], size);
    return [far, near].map((box) => ({ at, sample: samples[at], box, overlap: overlapOf(box, boxes[at]) }));
  });
  const { dimension } = regions;
  const found = await regions.of(moved, "move boxes");
  const known = finiteRows(found, dimension);
  return {
    dimension,
    vectors: stacked(
      await workspace.vectors.read(
        space,
        chosen.map((at) => numbers[at]),
      ),
      rowsOf(found, dimension, known),
    ),
    of: [...chosen, ...known.map((row) => moved[row].at)],
    overlaps: [...chosen.map(() => 1), ...known.map((row) => moved[row].overlap)],
  };
}

/** 1 for badly placed, 0 for well placed, -1 for neither. */
export function placementLabels({ overlaps }: Examples): Int32Array {
  return Int32Array.from(overlaps, (overlap) => (overlap < badBelow ? 1 : overlap >= goodFrom ? 0 : -1));
}
