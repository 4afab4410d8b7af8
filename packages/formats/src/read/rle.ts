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
