/** Scores of a whole population in few bins, highest first: `counts[i]` samples score `scores[i]` on average, none below `lows[i]`. */
export interface ScoreBins {
  scores: Float64Array;
  lows: Float64Array;
  counts: Float64Array;
}

/** The best of all are told apart; then each bin grows with what is above it. */
const singleRows = 1000;
const growth = 0.01;

/** Puts scores into bins that are fine at the top, where the hits are: about 1,400 and 70 for each doubling beyond 2,000. NaN is left out. */
export function binScores(values: Float32Array): ScoreBins {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const starts: number[] = [];
  for (let rank = 0; rank < sorted.length; rank += Math.max(1, Math.floor((rank - singleRows) * growth))) {
    starts.push(rank);
  }
  const bins: ScoreBins = {
    scores: new Float64Array(starts.length),
    lows: new Float64Array(starts.length),
    counts: new Float64Array(starts.length),
  };
  starts.forEach((start, bin) => {
    const end = starts[bin + 1] ?? sorted.length;
    let sum = 0;
    for (let rank = start; rank < end; rank++) sum += sorted[sorted.length - 1 - rank];
    bins.counts[bin] = end - start;
    bins.scores[bin] = sum / (end - start);
    bins.lows[bin] = sorted[sorted.length - end];
  });
  return bins;
}
