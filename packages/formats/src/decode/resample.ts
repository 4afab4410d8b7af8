import type { ImageFrame } from "../image-frame.ts";

/** Weights of the source positions that make up each target position, for one axis. */
interface AxisWeights {
  /** Most source positions that any target takes; each target has a row of that many weights. */
  taps: number;
  /** First source position of each target. */
  starts: Int32Array;
  weights: Float32Array;
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
  const weights = new Float32Array(target * taps);
  for (let i = 0; i < target; i++) {
    const center = (i + 0.5) * scale;
    const first = Math.max(0, Math.floor(center - support + 0.5));
    const end = Math.min(source, Math.floor(center + support + 0.5));
    starts[i] = Math.min(first, source - taps);
    let sum = 0;
    for (let j = first; j < end; j++) sum += cubic((j + 0.5 - center) / width);
    for (let j = first; j < end; j++) weights[i * taps + j - starts[i]] = cubic((j + 0.5 - center) / width) / sum;
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

function resampleRows(frame: ImageFrame, width: number): Float32Array {
  const { channels, data, height } = frame;
  const { taps, starts, weights } = axisWeights(frame.width, width);
  const out = new Float32Array(width * height * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y * frame.width + starts[x]) * channels;
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let tap = 0; tap < taps; tap++) sum += weights[x * taps + tap] * data[from + tap * channels + c];
        out[(y * width + x) * channels + c] = sum;
      }
    }
  }
  return out;
}

/**
 * Stretches a frame to a size with an antialiased cubic filter (the filter of Pillow's BICUBIC: the kernel widens when an axis
 * shrinks). Result in memory of its own.
 */
export function resample(frame: ImageFrame, width: number, height: number): ImageFrame {
  const { channels } = frame;
  const rows = frame.width === width ? Float32Array.from(frame.data) : resampleRows(frame, width);
  const { taps, starts, weights } = axisWeights(frame.height, height);
  const stride = width * channels;
  const data = new Uint8Array(stride * height);
  const sums = new Float32Array(stride);
  for (let y = 0; y < height; y++) {
    sums.fill(0.5);
    for (let tap = 0; tap < taps; tap++) {
      const weight = weights[y * taps + tap];
      if (weight === 0) continue;
      const from = (starts[y] + tap) * stride;
      for (let i = 0; i < stride; i++) sums[i] += weight * rows[from + i];
    }
    const to = y * stride;
    for (let i = 0; i < stride; i++) data[to + i] = sums[i] < 0 ? 0 : sums[i] > 255 ? 255 : sums[i];
  }
  return { width, height, channels, data };
}

/** A frame stretched to `size x size` with three equal or unequal channels, as embedding models take it. */
export function stretchToRgb(frame: ImageFrame, size: number): Uint8Array {
  const { channels, data } = resample(frame, size, size);
  if (channels === 3) return data;
  const rgb = new Uint8Array(data.length * 3);
  for (let i = 0, to = 0; i < data.length; i++, to += 3) rgb[to] = rgb[to + 1] = rgb[to + 2] = data[i];
  return rgb;
}
