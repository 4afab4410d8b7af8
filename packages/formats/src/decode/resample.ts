import type { ImageFrame } from "../image-frame.ts";

/** Bits after the binary point of the integer weights. */
const weightBits = 22;
const half = 1 << (weightBits - 1);

/** Weights of the source positions that make up each target position, for one axis. */
interface AxisWeights {
  /** Most source positions that any target takes; each target has a row of that many weights. */
  taps: number;
  /** First source position of each target. */
  starts: Int32Array;
  /** Fixed point, `weightBits` after the point; each target's sum to one. */
  weights: Int32Array;
}

/** Cubic convolution with a = -0.5 (Keys 1981, equation 15). */
function cubic(distance: number): number {
  const x = Math.abs(distance);
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
}

function makeAxis(source: number, target: number): AxisWeights {
  const scale = source / target;
  const width = Math.max(scale, 1);
  const support = 2 * width;
  const taps = Math.min(source, Math.ceil(support) * 2 + 1);
  const starts = new Int32Array(target);
  const weights = new Int32Array(target * taps);
  for (let i = 0; i < target; i++) {
    const center = (i + 0.5) * scale;
    const first = Math.max(0, Math.floor(center - support + 0.5));
    const end = Math.min(source, Math.floor(center + support + 0.5));
    starts[i] = Math.min(first, source - taps);
    let sum = 0;
    for (let j = first; j < end; j++) sum += cubic((j + 0.5 - center) / width);
    for (let j = first; j < end; j++) {
      const weight = cubic((j + 0.5 - center) / width) / sum;
      weights[i * taps + j - starts[i]] = Math.round(weight * (1 << weightBits));
    }
  }
  return { taps, starts, weights };
}

const axes = new Map<string, AxisWeights>();

/** Sizes repeat from image to image, so the weights of the last few are kept. */
function axisWeights(source: number, target: number): AxisWeights {
  const key = `${source} ${target}`;
  const known = axes.get(key);
  if (known) return known;
  if (axes.size >= 64) axes.clear();
  const made = makeAxis(source, target);
  axes.set(key, made);
  return made;
}

function resampleRows({ channels, data, width: sourceWidth, height }: ImageFrame, width: number): Uint8ClampedArray {
  const { taps, starts, weights } = axisWeights(sourceWidth, width);
  const out = new Uint8ClampedArray(width * height * channels);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y * sourceWidth + starts[x]) * channels;
      for (let c = 0; c < channels; c++, to++) {
        let sum = half;
        for (let tap = 0, at = from + c; tap < taps; tap++, at += channels)
          sum = (sum + Math.imul(weights[x * taps + tap], data[at])) | 0;
        out[to] = sum >> weightBits;
      }
    }
  }
  return out;
}

/** Adds two weighted rows at a time, which halves the passes over the sums. */
function addRows(sums: Int32Array, rows: ArrayLike<number>, from: number, first: number, second: number): void {
  const stride = sums.length;
  if (second === 0) for (let i = 0; i < stride; i++) sums[i] += Math.imul(first, rows[from + i]);
  else {
    const next = from + stride;
    for (let i = 0; i < stride; i++)
      sums[i] += (Math.imul(first, rows[from + i]) + Math.imul(second, rows[next + i])) | 0;
  }
}

/**
 * Stretches a frame to a size with an antialiased cubic filter: the kernel widens when an axis shrinks. Filter, rounding and order
 * (rows, then columns, eight bits between) are those of Pillow's BICUBIC. Result in memory of its own.
 */
export function resample(frame: ImageFrame, width: number, height: number): ImageFrame {
  const { channels } = frame;
  const rows = frame.width === width ? new Uint8ClampedArray(frame.data) : resampleRows(frame, width);
  const { taps, starts, weights } = axisWeights(frame.height, height);
  const stride = width * channels;
  const data = new Uint8ClampedArray(stride * height);
  const sums = new Int32Array(stride);
  for (let y = 0; y < height; y++) {
    sums.fill(half);
    for (let tap = 0; tap < taps; tap += 2) {
      const first = weights[y * taps + tap];
      const second = tap + 1 < taps ? weights[y * taps + tap + 1] : 0;
      if (first !== 0 || second !== 0) addRows(sums, rows, (starts[y] + tap) * stride, first, second);
    }
    for (let i = 0, to = y * stride; i < stride; i++, to++) data[to] = sums[i] >> weightBits;
  }
  return { width, height, channels, data: new Uint8Array(data.buffer) };
}

/** A frame stretched to `size x size` with three equal or unequal channels, as embedding models take it. */
export function stretchToRgb(frame: ImageFrame, size: number): Uint8Array {
  const { channels, data } = resample(frame, size, size);
  if (channels === 3) return data;
  const rgb = new Uint8Array(data.length * 3);
  for (let i = 0, to = 0; i < data.length; i++, to += 3) rgb[to] = rgb[to + 1] = rgb[to + 2] = data[i];
  return rgb;
}
