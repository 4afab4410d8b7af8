import type { Box } from "./geometry.ts";
import { RecordError } from "./record-error.ts";

/** Largest mask that is read, in pixels. */
const pixelLimit = 1 << 28;

/** Run lengths from COCO's compressed text: differences to the run before the last, five bits a character, lowest first. */
function decompress(text: string, where: string): number[] {
  const counts: number[] = [];
  for (let at = 0; at < text.length; ) {
    let value = 0;
    let shift = 0;
    let more = true;
    while (more) {
      const bits = text.charCodeAt(at++) - 48;
      if (!(bits >= 0 && bits < 64)) throw new RecordError(`${where}/counts is no compressed run-length text.`);
      if (shift > 30) throw new RecordError(`${where}/counts holds a number that is too long.`);
      value |= (bits & 31) << shift;
      more = (bits & 32) !== 0;
      shift += 5;
      if (!more && (bits & 16) !== 0 && shift < 32) value |= -1 << shift;
      if (more && at >= text.length) throw new RecordError(`${where}/counts ends in the middle of a number.`);
    }
    if (counts.length > 2) value += counts[counts.length - 2];
    counts.push(value);
  }
  return counts;
}

/** A run-length mask: runs of 0 and 1 in turn, column by column. */
export interface RunLengths {
  height: number;
  width: number;
  counts: number[];
}

function side(value: unknown, where: string): number {
  if (typeof value === "number" && Number.isInteger(value) && value > 0) return value;
  throw new RecordError(`${where}/size is not [height, width].`);
}

/**
 * Checks a mask in COCO's run-length form, compressed (text) or not (a list).
 *
 * @throws RecordError unless the runs add up to the size
 */
export function readRunLengths(value: { size?: unknown; counts?: unknown }, where: string): RunLengths {
  const { size, counts: given } = value;
  if (!Array.isArray(size) || size.length !== 2) throw new RecordError(`${where}/size is not [height, width].`);
  const [height, width] = [side(size[0], where), side(size[1], where)];
  if (height * width > pixelLimit) throw new RecordError(`${where}/size is ${width} x ${height}, which is too large.`);
  const counts = typeof given === "string" ? decompress(given, where) : given;
  if (!Array.isArray(counts)) throw new RecordError(`${where}/counts is neither a text nor a list.`);
  let total = 0;
  for (const count of counts) {
    if (!Number.isInteger(count) || count < 0) throw new RecordError(`${where}/counts holds a run of ${count}.`);
    total += count;
  }
  if (total !== height * width)
    throw new RecordError(`${where}/counts add up to ${total}, not to ${width} x ${height} = ${height * width}.`);
  return { height, width, counts };
}

/** The number of pixels of a mask. */
export function maskArea({ counts }: RunLengths): number {
  let area = 0;
  for (let run = 1; run < counts.length; run += 2) area += counts[run];
  return area;
}

/** The smallest box around a mask; null for an empty one. */
export function maskBox({ counts, height }: RunLengths): Box | null {
  let [left, right, top, bottom] = [Number.POSITIVE_INFINITY, -1, Number.POSITIVE_INFINITY, -1];
  let position = 0;
  counts.forEach((count, run) => {
    if (run % 2 === 1 && count > 0) {
      const last = position + count - 1;
      const isOneColumn = Math.floor(position / height) === Math.floor(last / height);
      left = Math.min(left, Math.floor(position / height));
      right = Math.max(right, Math.floor(last / height));
      top = Math.min(top, isOneColumn ? position % height : 0);
      bottom = Math.max(bottom, isOneColumn ? last % height : height - 1);
    }
    position += count;
  });
  return right < 0 ? null : [left, top, right - left + 1, bottom - top + 1];
}

/**
 * A mask given as runs of 0 and 1, row by row, of the pixels inside a box (CVAT's form), as one of the whole image.
 *
 * @throws RecordError unless the runs add up to the box, which lies in the image
 */
export function maskFromCrop(
  runs: number[],
  box: Box,
  image: { width: number; height: number },
  where: string,
): RunLengths {
  const [left, top, width, height] = box;
  const isInside =
    box.every(Number.isInteger) && left >= 0 && top >= 0 && left + width <= image.width && top + height <= image.height;
  if (!isInside) throw new RecordError(`${where} is not inside the image.`);
  if (image.width * image.height > pixelLimit) throw new RecordError(`${where} is for an image that is too large.`);
  const bits = new Uint8Array(width * height);
  let at = 0;
  runs.forEach((run, i) => {
    if (!Number.isInteger(run) || run < 0) throw new RecordError(`${where} holds a run of ${run}.`);
    if (i % 2 === 1) bits.fill(1, at, at + run);
    at += run;
  });
  if (at !== bits.length)
    throw new RecordError(`${where} has runs that add up to ${at}, not to ${width} x ${height} = ${bits.length}.`);
  const counts: number[] = [];
  let value = 0;
  let run = 0;
  const add = (bit: number, length: number): void => {
    if (length === 0) return;
    if (bit !== value) {
      counts.push(run);
      run = 0;
      value = bit;
    }
    run += length;
  };
  add(0, left * image.height);
  for (let x = 0; x < width; x++) {
    add(0, top);
    for (let y = 0; y < height; y++) add(bits[y * width + x], 1);
    add(0, image.height - top - height);
  }
  add(0, (image.width - left - width) * image.height);
  return { height: image.height, width: image.width, counts: [...counts, run] };
}

/** The box of a mask and its runs of 0 and 1, row by row, inside it; null for an empty mask. */
export function maskCrop(mask: RunLengths): { box: Box; runs: number[] } | null {
  const box = maskBox(mask);
  if (box === null) return null;
  const [left, top, width, height] = box;
  const bits = new Uint8Array(width * height);
  let position = 0;
  mask.counts.forEach((count, run) => {
    if (run % 2 === 1)
      for (let i = position; i < position + count; i++)
        bits[((i % mask.height) - top) * width + Math.floor(i / mask.height) - left] = 1;
    position += count;
  });
  const runs: number[] = [];
  let value = 0;
  let run = 0;
  for (const bit of bits) {
    if (bit !== value) {
      runs.push(run);
      run = 0;
      value = bit;
    }
    run++;
  }
  runs.push(run);
  return { box, runs };
}
