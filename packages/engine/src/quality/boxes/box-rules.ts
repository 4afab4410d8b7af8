import type { Box } from "@gleaner/schema";
import { areaOf, overlapOf, shareInside } from "./geometry.ts";

/** What a rule needs of an object. */
export interface RuleBox {
  number: number;
  class: string | null;
  box: Box;
}

/** The image that a box lies in; null where its size is not known. */
export interface ImageSize {
  width: number | null;
  height: number | null;
}

/** What a rule says of a box. */
export interface BoxFault {
  issue: "duplicate_box" | "nested_box" | "out_of_image" | "sliver";
  /** The object that is at fault. */
  number: number;
  /** The object that it is compared with. */
  other: number | null;
  /** How surely it is wrong, 0..1. */
  score: number;
  reason: string;
}

/** Overlap from which two boxes of one class are surely one object said twice. */
const sureOverlap = 0.9;
/** Overlap from which they may be (Encord's). */
const possibleOverlap = 0.6;
/** Share of a box inside another of its class from which it counts as nested. */
const nestedShare = 0.95;
/** Share of a box outside the image, and pixels, from which it is no rounding. */
const outsideShare = 0.01;
const outsidePixels = 1;
/** A side shorter than this many pixels, or a ratio of the sides beyond this, is hardly an object. */
const thinPixels = 2;
const thinRatio = 25;

/**
 * What is wrong with the boxes of one image by their geometry alone: the same object twice, a box inside another of its class, a box that
 * leaves the image, and slivers. Of two boxes that are one the later is at fault. O(boxes^2).
 */
export function boxFaults(boxes: readonly RuleBox[], image: ImageSize): BoxFault[] {
  const faults: BoxFault[] = [];
  const doubled = new Set<number>();
  for (let b = 0; b < boxes.length; b++) {
    for (let a = 0; a < b; a++) {
      if (boxes[a].class !== boxes[b].class || doubled.has(boxes[a].number) || doubled.has(boxes[b].number)) continue;
      const fault = pairFault(boxes[a], boxes[b]);
      if (!fault) continue;
      if (fault.issue === "duplicate_box") doubled.add(fault.number);
      faults.push(fault);
    }
  }
  for (const one of boxes) faults.push(...ownFaults(one, image));
  return faults;
}

function pairFault(first: RuleBox, second: RuleBox): BoxFault | null {
  const overlap = overlapOf(first.box, second.box);
  if (overlap >= possibleOverlap) {
    return {
      issue: "duplicate_box",
      number: second.number,
      other: first.number,
      score:
        overlap > sureOverlap ? overlap : 0.3 + (0.4 * (overlap - possibleOverlap)) / (sureOverlap - possibleOverlap),
      reason: `another box of the class covers the same place (overlap ${overlap.toFixed(2)})`,
    };
  }
  const [inner, outer] = areaOf(first.box) < areaOf(second.box) ? [first, second] : [second, first];
  const share = shareInside(inner.box, outer.box);
  if (share < nestedShare) return null;
  return {
    issue: "nested_box",
    number: inner.number,
    other: outer.number,
    score: 0.5 * share,
    reason: `it lies ${Math.round(100 * share)} % inside another box of its class`,
  };
}

function ownFaults({ number, box }: RuleBox, { width, height }: ImageSize): BoxFault[] {
  const [, , w, h] = box;
  const faults: BoxFault[] = [];
  if (width !== null && height !== null) {
    const inside = shareInside(box, [0, 0, width, height]);
    const beyond = Math.max(-box[0], -box[1], box[0] + w - width, box[1] + h - height);
    if (beyond > outsidePixels && (inside < 1 - outsideShare || areaOf(box) === 0)) {
      faults.push({
        issue: "out_of_image",
        number,
        other: null,
        score: Math.min(1, 0.5 + (1 - inside)),
        reason: `${Math.round(100 * (1 - inside))} % of it lies outside the image`,
      });
    }
  }
  const [short, long] = [Math.min(w, h), Math.max(w, h)];
  if (short < thinPixels || long > thinRatio * short) {
    faults.push({
      issue: "sliver",
      number,
      other: null,
      score: short < 1 ? 1 : Math.min(0.95, Math.max(1 - short / 4, long / short / (2 * thinRatio))),
      reason: `it is ${w.toFixed(1)} x ${h.toFixed(1)} pixels`,
    });
  }
  return faults;
}
