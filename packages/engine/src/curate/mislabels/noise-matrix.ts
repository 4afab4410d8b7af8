/** How likely each given label is right, under the noise that the labels themselves show. */
export interface LabelBeliefs {
  /** `rows x classes`, row-major: the probability of each class given the model's posterior and the label. */
  beliefs: Float32Array;
  /** `classes x classes`, row-major: T[true, given]. */
  noise: Float64Array;
}

const iterations = 10;
/** Exponent that sharpens averaged posteriors, which are too mild. */
const sharpening = 1.5;
/** Added to every cell of the counts, so that rare pairs stay possible. */
const smoothing = 0.5;
const least = 1e-4;

/**
 * Combines out-of-sample class posteriors with the given labels: the noise matrix T[true, given] is started from the confident joint
 * (Northcutt, Jiang & Chuang 2021) and refined by EM (Dawid & Skene 1979 with one annotator); the belief in class c is then proportional
 * to posterior(c) T[c, given]. O(iterations x rows x classes).
 * @param posterior `rows x classes`, row-major, out of sample
 * @param given the label of each row
 */
export function beliefsUnderNoise(posterior: Float32Array, given: Int32Array, classes: number): LabelBeliefs {
  const sharp = sharpened(posterior, given.length, classes);
  let noise = noiseOf(sharp, given, classes);
  const beliefs = new Float32Array(sharp.length);
  for (let iteration = 0; iteration <= iterations; iteration++) {
    const counts = new Float64Array(classes * classes).fill(smoothing);
    given.forEach((label, row) => {
      const start = row * classes;
      let sum = 0;
      for (let c = 0; c < classes; c++) {
        beliefs[start + c] = sharp[start + c] * noise[c * classes + label];
        sum += beliefs[start + c];
      }
      for (let c = 0; c < classes; c++) {
        beliefs[start + c] /= sum;
        counts[c * classes + label] += beliefs[start + c];
      }
    });
    if (iteration < iterations) noise = rowsNormalised(counts, classes);
  }
  return { beliefs, noise };
}

function sharpened(posterior: Float32Array, rows: number, classes: number): Float32Array {
  const sharp = posterior.map((value) => Math.max(value, least) ** sharpening);
  for (let row = 0; row < rows; row++) {
    const own = sharp.subarray(row * classes, (row + 1) * classes);
    const sum = own.reduce((total, value) => total + value, 0);
    for (let c = 0; c < classes; c++) own[c] /= sum;
  }
  return sharp;
}

/** T[true, given] by the confident joint. */
function noiseOf(posterior: Float32Array, given: Int32Array, classes: number): Float64Array {
  const joint = confidentJoint(posterior, given, classes);
  const counts = new Float64Array(classes * classes);
  for (let c = 0; c < classes; c++) {
    for (let label = 0; label < classes; label++) counts[c * classes + label] = joint[label * classes + c] + smoothing;
  }
  return rowsNormalised(counts, classes);
}

/**
 * The confident joint (Northcutt, Jiang & Chuang 2021, eq. 1), uncalibrated: how many rows labelled i are confidently of class j,
 * `classes x classes`, [i, j]. A row is confidently of the class with the highest posterior among those that reach the mean posterior
 * of the rows with that label.
 */
export function confidentJoint(posterior: Float32Array, given: Int32Array, classes: number): Float64Array {
  const sums = new Float64Array(classes);
  const labeled = new Float64Array(classes);
  given.forEach((label, row) => {
    sums[label] += posterior[row * classes + label];
    labeled[label]++;
  });
  const threshold = sums.map((sum, c) => (labeled[c] > 0 ? sum / labeled[c] : 2));
  const joint = new Float64Array(classes * classes);
  given.forEach((label, row) => {
    let confident = -1;
    for (let c = 0; c < classes; c++) {
      const value = posterior[row * classes + c];
      if (value >= threshold[c] && (confident < 0 || value > posterior[row * classes + confident])) confident = c;
    }
    if (confident >= 0) joint[label * classes + confident]++;
  });
  return joint;
}

function rowsNormalised(counts: Float64Array, classes: number): Float64Array {
  const out = counts.slice();
  for (let c = 0; c < classes; c++) {
    const own = out.subarray(c * classes, (c + 1) * classes);
    const sum = own.reduce((total, value) => total + value, 0);
    for (let label = 0; label < classes; label++) own[label] /= sum;
  }
  return out;
}
