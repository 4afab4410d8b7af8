import type { ImageFrame } from "../image-frame.ts";
import { resample } from "./resample.ts";

/** Names of the measures, those of CleanVision. */
export const measureNames = ["dark", "light", "odd_aspect_ratio", "low_information", "blurry", "grayscale"] as const;
export type MeasureName = (typeof measureNames)[number];

/** CleanVision's scores: 0 is bad, 1 is good. */
export type Measures = Record<MeasureName, number>;

/** A score below its threshold is a finding (CleanVision's defaults). */
export const measureThresholds: Readonly<Measures> = {
  dark: 0.32,
  light: 0.05,
  odd_aspect_ratio: 0.35,
  low_information: 0.3,
  blurry: 0.29,
  grayscale: 0.5,
};

/** Edge length to which the sharpness measure shrinks an image. */
const blurEdge = 64;
/** Pixels that are enough for a histogram: of larger frames every n-th row is counted. */
const histogramPixels = 32_768;
/** Steps of the brightness histogram between two levels of a gray pixel. */
const brightnessSteps = 4;

/** The squares of the brightness formula for each value of a channel, as integers that sum to at most 255^2. */
const squares = (factor: number): Int32Array => Int32Array.from({ length: 256 }, (_, v) => Math.round(factor * v * v));
const redSquares = squares(0.241);
const greenSquares = squares(0.691);
const blueSquares = squares(0.068);
/** Step of the brightness histogram for each sum of squares. */
const brightnessStep = Uint16Array.from({ length: 255 * 255 + 3 }, (_, sum) => {
  return Math.min(255 * brightnessSteps, Math.round(Math.sqrt(sum) * brightnessSteps));
});

/** The luma of a frame (ITU-R 601-2) as a one-channel frame, and whether all of its pixels are gray. */
function lumaOf(frame: ImageFrame): { luma: ImageFrame; isGray: boolean } {
  if (frame.channels === 1) return { luma: frame, isGray: true };
  const { width, height, data } = frame;
  const luma = new Uint8Array(width * height);
  let difference = 0;
  for (let i = 0, from = 0; i < luma.length; i++, from += 3) {
    const red = data[from];
    const green = data[from + 1];
    const blue = data[from + 2];
    difference |= (red ^ green) | (green ^ blue);
    luma[i] = (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
  }
  return { luma: { width, height, channels: 1, data: luma }, isGray: difference === 0 };
}

interface Histograms {
  /** Counts by brightness, in steps of 1 / (255 * brightnessSteps). */
  brightness: Uint32Array;
  /** Counts by value, channel after channel. */
  values: Uint32Array;
  /** Pixels that were counted. */
  counted: number;
}

function grayHistograms({ width, height, data }: ImageFrame, rowStep: number): Histograms {
  const brightness = new Uint32Array(255 * brightnessSteps + 1);
  const values = new Uint32Array(256);
  for (let y = 0; y < height; y += rowStep) for (let i = y * width; i < (y + 1) * width; i++) values[data[i]]++;
  for (let value = 0; value < 256; value++) brightness[value * brightnessSteps] = values[value];
  return { brightness, values, counted: Math.ceil(height / rowStep) * width };
}

function colorHistograms({ width, height, data }: ImageFrame, rowStep: number): Histograms {
  const brightness = new Uint32Array(255 * brightnessSteps + 1);
  const reds = new Uint32Array(256);
  const greens = new Uint32Array(256);
  const blues = new Uint32Array(256);
  for (let y = 0; y < height; y += rowStep) {
    for (let from = y * width * 3; from < (y + 1) * width * 3; from += 3) {
      const red = data[from];
      const green = data[from + 1];
      const blue = data[from + 2];
      reds[red]++;
      greens[green]++;
      blues[blue]++;
      brightness[brightnessStep[redSquares[red] + greenSquares[green] + blueSquares[blue]]]++;
    }
  }
  const values = Uint32Array.from([...reds, ...greens, ...blues]);
  return { brightness, values, counted: Math.ceil(height / rowStep) * width };
}

/** Percentile with linear interpolation between neighbours (numpy's default), of values counted in a histogram. */
function percentile(counts: Uint32Array, total: number, percent: number): number {
  const position = (percent / 100) * (total - 1);
  const lower = Math.floor(position);
  let seen = 0;
  for (let i = 0; i < counts.length; i++) {
    seen += counts[i];
    if (seen > lower) {
      if (seen > lower + 1 || position === lower) return i;
      const next = counts.findIndex((count, at) => at > i && count > 0);
      return i + (position - lower) * (next - i);
    }
  }
  return counts.length - 1;
}

function entropy(counts: Uint32Array): number {
  let total = 0;
  for (const count of counts) total += count;
  let sum = 0;
  for (const count of counts) if (count > 0) sum -= (count / total) * Math.log2(count / total);
  return sum;
}

/** Laplacian over the eight neighbours, cut off at 0 and 255; border pixels keep their value (Pillow's FIND_EDGES). */
function findEdges({ width, height, data }: ImageFrame): Uint8ClampedArray {
  const edges = new Uint8ClampedArray(data);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      const above = data[i - width - 1] + data[i - width] + data[i - width + 1];
      const below = data[i + width - 1] + data[i + width] + data[i + width + 1];
      edges[i] = 8 * data[i] - above - below - data[i - 1] - data[i + 1];
    }
  }
  return edges;
}

function standardDeviation(values: ArrayLike<number>): number {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    sum += values[i];
    squares += values[i] * values[i];
  }
  const mean = sum / values.length;
  return Math.sqrt(Math.max(0, squares / values.length - mean * mean));
}

/** Means of `factor x factor` squares of a one-channel frame; a remainder at the right and bottom edge is left out. */
function boxReduce({ width, height, data }: ImageFrame, factor: number): ImageFrame {
  const outWidth = Math.floor(width / factor);
  const outHeight = Math.floor(height / factor);
  const out = new Uint8Array(outWidth * outHeight);
  const sums = new Uint32Array(outWidth);
  const half = (factor * factor) >> 1;
  for (let y = 0; y < outHeight; y++) {
    sums.fill(half);
    for (let row = y * factor; row < (y + 1) * factor; row++) {
      for (let x = 0, at = row * width; x < outWidth; x++) {
        let sum = 0;
        for (const end = at + factor; at < end; at++) sum += data[at];
        sums[x] += sum;
      }
    }
    for (let x = 0; x < outWidth; x++) out[y * outWidth + x] = sums[x] / (factor * factor);
  }
  return { width: outWidth, height: outHeight, channels: 1, data: out };
}

/** The frame with its long edge at most `blurEdge`: by box means to twice that, then by the cubic filter. */
function shrinkForBlur(luma: ImageFrame): ImageFrame {
  const ratio = Math.max(luma.width, luma.height) / blurEdge;
  if (ratio <= 1) return luma;
  const width = Math.max(1, Math.floor(luma.width / ratio));
  const height = Math.max(1, Math.floor(luma.height / ratio));
  const factor = Math.min(Math.floor(ratio / 2), luma.width, luma.height);
  return resample(factor > 1 ? boxReduce(luma, factor) : luma, width, height);
}

function sharpness(luma: ImageFrame): number {
  const small = shrinkForBlur(luma);
  const counts = new Uint32Array(256);
  for (const value of small.data) counts[value]++;
  const edgeScore = 1 - Math.exp(-0.01 * standardDeviation(findEdges(small)));
  const spreadScore = 1 - Math.exp(-0.01 * standardDeviation(counts));
  return Math.min(1, edgeScore + (spreadScore <= 0.18 ? 0 : spreadScore));
}

/**
 * CleanVision's image checks (github.com/cleanlab/cleanvision, `issue_managers/image_property.py`), with its defaults: brightness
 * percentiles 99 (dark) and 5 (light) of sqrt(0.241 R^2 + 0.691 G^2 + 0.068 B^2), the ratio of the sides, the entropy of the values in
 * bits / 10, and edges and histogram of the image at 64 pixels for blur. Two differences: it is computed on the frame at hand, at most 768
 * pixels long and from 65,536 pixels on with every n-th row for brightness and entropy, instead of the full size; and an image counts as
 * gray when all its pixels are, however its file stores them.
 *
 * @param frame upright, transparency flattened
 * @param width, height of the full image
 */
export function measureFrame(frame: ImageFrame, width: number, height: number): Measures {
  const { luma, isGray } = lumaOf(frame);
  const rowStep = Math.max(1, Math.floor((frame.width * frame.height) / histogramPixels));
  const histograms = isGray ? grayHistograms(luma, rowStep) : colorHistograms(frame, rowStep);
  const { brightness, values, counted } = histograms;
  const scale = 255 * brightnessSteps;
  return {
    dark: percentile(brightness, counted, 99) / scale,
    light: 1 - percentile(brightness, counted, 5) / scale,
    odd_aspect_ratio: Math.min(width / height, height / width),
    low_information: Math.min(1, 0.1 * entropy(values)),
    blurry: sharpness(luma),
    grayscale: isGray ? 0 : 1,
  };
}

/** The measures that are findings. */
export function findings(measures: Measures): MeasureName[] {
  return measureNames.filter((name) => measures[name] < measureThresholds[name]);
}
