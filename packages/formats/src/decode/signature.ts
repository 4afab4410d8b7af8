import type { ImageFrame } from "../image-frame.ts";

/**
 * What an image looks like, in few bytes, for finding near-duplicates: `side x side` gray values (luma of ITU-R 601-2), then `colorSide x
 * colorSide` blue and as many red differences, halved, with 128 for none. Row-major; each value is the mean of its part of the image.
 */
export const signatureLayout = { side: 16, colorSide: 8 } as const;

/** Bytes of a signature. */
export const signatureBytes = signatureLayout.side ** 2 + 2 * signatureLayout.colorSide ** 2;

/** The signature of an upright frame; its proportions are not kept. */
export function signatureOf(frame: ImageFrame): Uint8Array {
  const { side, colorSide } = signatureLayout;
  const means = areaMeans(frame, side);
  const signature = new Uint8Array(signatureBytes);
  const chroma = new Float64Array(2 * colorSide ** 2);
  const perColor = (side / colorSide) ** 2;
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const at = y * side + x;
      const red = means[at * 3];
      const green = means[at * 3 + 1];
      const blue = means[at * 3 + 2];
      const luma = 0.299 * red + 0.587 * green + 0.114 * blue;
      signature[at] = Math.round(luma);
      const place = Math.floor((y * colorSide) / side) * colorSide + Math.floor((x * colorSide) / side);
      chroma[place] += ((0.5 / 0.886) * (blue - luma)) / perColor;
      chroma[colorSide ** 2 + place] += ((0.5 / 0.701) * (red - luma)) / perColor;
    }
  }
  chroma.forEach((value, at) => {
    signature[side ** 2 + at] = Math.max(0, Math.min(255, Math.round(128 + value)));
  });
  return signature;
}

/** Rows of pixels that are read for a part at least, where there are so many. */
const rowsOfPart = 8;

/**
 * Means of `side x side` parts of a frame with three channels; pixels that lie in two parts count for each by their share. Of a high
 * frame every n-th row is read.
 */
function areaMeans(frame: ImageFrame, side: number): Float64Array {
  const { width, height, channels, data } = frame;
  const columns = partsOf(width, side);
  const rows = partsOf(height, side);
  const step = Math.max(1, Math.floor(height / (side * rowsOfPart)));
  const sums = new Float64Array(side * 3);
  const means = new Float64Array(side * side * 3);
  const weights = new Float64Array(side);
  for (let y = step >> 1; y < height; y += step) {
    sums.fill(0);
    for (let part = 0; part < side; part++) addPart(sums, data, y * width, channels, columns, part);
    for (let part = rows.first[y]; part <= rows.last[y]; part++) {
      const weight = overlap(y, part, height, side);
      weights[part] += weight;
      const to = part * side * 3;
      for (let at = 0; at < sums.length; at++) means[to + at] += weight * sums[at];
    }
  }
  return means.map((sum, at) => sum / (weights[Math.floor(at / (side * 3))] * (width / side)));
}

/** For each pixel of an axis the first and the last part that it lies in, and for each part its first and last pixel. */
interface Parts {
  first: Int32Array;
  last: Int32Array;
  start: Int32Array;
  end: Int32Array;
  /** Shares of the first and last pixel that lie in the part. */
  startShare: Float64Array;
  endShare: Float64Array;
}

function partsOf(length: number, side: number): Parts {
  const first = Int32Array.from({ length }, (_, at) => Math.floor((at * side) / length));
  const last = Int32Array.from({ length }, (_, at) => Math.ceil(((at + 1) * side) / length) - 1);
  const start = Int32Array.from({ length: side }, (_, part) => Math.floor((part * length) / side));
  const end = Int32Array.from({ length: side }, (_, part) => Math.ceil(((part + 1) * length) / side) - 1);
  return {
    first,
    last,
    start,
    end,
    startShare: Float64Array.from(start, (pixel, part) => overlap(pixel, part, length, side)),
    endShare: Float64Array.from(end, (pixel, part) => overlap(pixel, part, length, side)),
  };
}

/** How much of a pixel lies in a part, 0 to 1. */
function overlap(pixel: number, part: number, length: number, side: number): number {
  return Math.min(pixel + 1, ((part + 1) * length) / side) - Math.max(pixel, (part * length) / side);
}

function addPart(
  sums: Float64Array,
  data: Uint8Array,
  row: number,
  channels: number,
  { start, end, startShare, endShare }: Parts,
  part: number,
): void {
  const [green, blue] = channels === 3 ? [1, 2] : [0, 0];
  const [from, to] = [start[part], end[part]];
  let at = (row + from) * channels;
  let share = startShare[part];
  let red = share * data[at];
  let sumGreen = share * data[at + green];
  let sumBlue = share * data[at + blue];
  if (to > from) {
    let [wholeRed, wholeGreen, wholeBlue] = [0, 0, 0];
    const last = (row + to) * channels;
    for (at += channels; at < last; at += channels) {
      wholeRed += data[at];
      wholeGreen += data[at + green];
      wholeBlue += data[at + blue];
    }
    share = endShare[part];
    red += wholeRed + share * data[last];
    sumGreen += wholeGreen + share * data[last + green];
    sumBlue += wholeBlue + share * data[last + blue];
  }
  sums[part * 3] += red;
  sums[part * 3 + 1] += sumGreen;
  sums[part * 3 + 2] += sumBlue;
}
