import { type SignatureLayout, signatureLength } from "./signature-layout.ts";

/** What the gray values of one image are explained with: level, gain, its curve, and six of an affine motion. */
const terms = 9;
/** Deviation of the motion that is expected at the edge of an image, in parts of its side: crops and turns by a few percent. */
const motionPrior = 1 / 32;
/** Deviation of the bend of the curve of brightness, for values that go from -128 to 128. */
const curve = 0.3;
/** Rings of values at the edge that are left out: what a turn or a crop brings in there is none of the picture. */
const margin = 1;
/** How many times stronger the colours of the same picture may be. */
const strongest = 1.4;
/** Share of the contrast that is expected to be noise, when the motion is fitted. */
const noiseShare = 0.02;
/** Deviation of gray values that says nothing: rounding, and the grain of compression. */
const grain = 4;
/** Correlation of gray values below which no alignment is tried. */
const leastCorrelation = 0.5;
/** Share that differs from which it is not looked at more closely, and from which an image is no mirror image of another. */
const muchDiffers = 0.5;
const littleDiffers = 0.02;

/** Compares images by their signatures; rows that the call is given must have one. */
export type SignatureComparison = (a: number, b: number) => number;

/**
 * How much of the picture differs between two images, from 0 (the same picture) to about 1 (unrelated): of the gray values the share of
 * the variance that remains when one image is explained by the other with another brightness and contrast and with a small affine motion,
 * fitted in one step by linearised least squares (Lucas & Kanade 1981) with a normal prior on the motion, so that crops, small turns and
 * other sizes count for little; plus the share of the colour that differs. The better of the image and its mirror image counts, and the
 * worse of explaining each by the other. About 20 microseconds for pictures that are alike, 1 for others.
 */
export function compareSignatures(signatures: Uint8Array, layout: SignatureLayout): SignatureComparison {
  const { side, colorSide } = layout;
  const length = signatureLength(layout);
  const pixels = side * side;
  const inner = (side - 2 * margin) ** 2;
  const floor = grain * grain * inner;
  const first = new Float64Array(pixels);
  const second = new Float64Array(pixels);
  const fit = createFit(side);
  return (a, b) => {
    let least = Number.POSITIVE_INFINITY;
    const energyOfA = readGray(first, signatures, a * length, side, false);
    for (const isMirrored of [false, true]) {
      const energyOfB = readGray(second, signatures, b * length, side, isMirrored);
      const color = colorDifference(signatures, a * length + pixels, b * length + pixels, colorSide, isMirrored);
      const scale = inner / (colorSide * colorSide);
      const colorShare = (color.difference * scale) / (color.energy * scale + Math.min(energyOfA, energyOfB) + floor);
      if (colorShare >= least) continue;
      const correlation = dot(first, second, side) / Math.sqrt((energyOfA + 1) * (energyOfB + 1));
      let grayShare = 1 - Math.max(0, correlation) ** 2;
      if (correlation >= leastCorrelation || Math.max(energyOfA, energyOfB) <= floor) {
        grayShare = fit(first, second, energyOfB) / (energyOfB + floor);
        if (grayShare < muchDiffers)
          grayShare = Math.max(grayShare, fit(second, first, energyOfA) / (energyOfA + floor));
      }
      least = Math.min(least, grayShare + colorShare);
      if (least < littleDiffers) break;
    }
    return least;
  };
}

/** Gray values without the mean of those inside the margin; gives the sum of the squares of these. */
function readGray(to: Float64Array, from: Uint8Array, start: number, side: number, isMirrored: boolean): number {
  let [sum, squares] = [0, 0];
  for (let y = 0, at = 0; y < side; y++) {
    for (let x = 0; x < side; x++, at++) {
      const value = from[start + y * side + (isMirrored ? side - 1 - x : x)];
      to[at] = value;
      if (Math.min(x, y) < margin || Math.max(x, y) >= side - margin) continue;
      sum += value;
      squares += value * value;
    }
  }
  const count = (side - 2 * margin) ** 2;
  const mean = sum / count;
  for (let at = 0; at < to.length; at++) to[at] -= mean;
  return squares - mean * sum;
}

function dot(a: Float64Array, b: Float64Array, side: number): number {
  let sum = 0;
  for (let y = margin; y < side - margin; y++)
    for (let at = y * side + margin; at < (y + 1) * side - margin; at++) sum += a[at] * b[at];
  return sum;
}

/** Squared colour differences after one image is made as strong in colour as the other within limits, and the colour of the paler image. */
function colorDifference(signatures: Uint8Array, a: number, b: number, side: number, isMirrored: boolean) {
  let [product, energyOfA, energyOfB] = [0, 0, 0];
  for (let y = 0; y < 2 * side; y++) {
    for (let x = 0; x < side; x++) {
      const valueOfA = signatures[a + y * side + x] - 128;
      const valueOfB = signatures[b + y * side + (isMirrored ? side - 1 - x : x)] - 128;
      product += valueOfA * valueOfB;
      energyOfA += valueOfA * valueOfA;
      energyOfB += valueOfB * valueOfB;
    }
  }
  const gain = Math.min(strongest, Math.max(1 / strongest, product / Math.max(1, energyOfA)));
  const difference = energyOfB - 2 * gain * product + gain * gain * energyOfA;
  return { difference: difference / gain, energy: Math.min(energyOfA, energyOfB) };
}

/** A function that gives how much of the energy of `target` remains when `model`, moved and scaled, is taken away. Both have mean 0. */
function createFit(side: number): (model: Float64Array, target: Float64Array, energy: number) => number {
  const normal = new Float64Array(terms * terms);
  const right = new Float64Array(terms);
  const values = new Float64Array(terms);
  const place = Float64Array.from({ length: side }, (_, at) => (2 * at + 1 - side) / side);
  const deviation = motionPrior * side;
  return (model, target, energy) => {
    normal.fill(0);
    right.fill(0);
    for (let y = margin; y < side - margin; y++) {
      for (let x = margin; x < side - margin; x++) {
        const at = y * side + x;
        const slopeX = (model[at + 1] - model[at - 1]) / 2;
        const slopeY = (model[at + side] - model[at - side]) / 2;
        values[0] = 1;
        values[1] = model[at];
        values[2] = slopeX;
        values[3] = slopeY;
        values[4] = slopeX * place[x];
        values[5] = slopeX * place[y];
        values[6] = slopeY * place[x];
        values[7] = slopeY * place[y];
        values[8] = model[at] * model[at];
        for (let i = 0; i < terms; i++) {
          right[i] += values[i] * target[at];
          for (let j = 0; j <= i; j++) normal[i * terms + j] += values[i] * values[j];
        }
      }
    }
    const noise = (noiseShare * energy) / (side - 2 * margin) ** 2 + 1;
    for (let i = 2; i < 8; i++) normal[i * (terms + 1)] += noise / (deviation * deviation);
    normal[8 * (terms + 1)] += (noise * 128 * 128) / (curve * curve);
    return Math.max(0, energy - explainedEnergy(normal, right));
  };
}

/** right' normal^-1 right, by Cholesky's decomposition in place; directions without any energy explain nothing. */
function explainedEnergy(normal: Float64Array, right: Float64Array): number {
  let explained = 0;
  for (let i = 0; i < terms; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = normal[i * terms + j];
      for (let k = 0; k < j; k++) sum -= normal[i * terms + k] * normal[j * terms + k];
      normal[i * terms + j] = i === j ? Math.sqrt(Math.max(sum, 1e-6)) : sum / normal[j * (terms + 1)];
    }
    let solved = right[i];
    for (let k = 0; k < i; k++) solved -= normal[i * terms + k] * right[k];
    right[i] = solved / normal[i * (terms + 1)];
    explained += right[i] * right[i];
  }
  return explained;
}
