import { type Picks, selectionSteps } from "./pick-list.ts";

const farthest = selectionSteps.indexOf("farthest");
const gain = selectionSteps.indexOf("gain");

/**
 * The same picks with far-out rows spread evenly among the typical ones, so that the first of them have about the share of far-out rows that
 * all have; each kind keeps its order, and picks that fill up a budget stay last.
 */
export function mixed(picks: Picks): Picks {
  const all = [...picks.step.keys()];
  const far = all.filter((at) => picks.step[at] === farthest);
  const rest = all.filter((at) => picks.step[at] === gain);
  const typical = all.filter((at) => picks.step[at] !== farthest && picks.step[at] !== gain);
  const order: number[] = [];
  for (let i = 0, j = 0; i < typical.length || j < far.length; ) {
    if (j === far.length || (i < typical.length && (i + 0.5) * far.length <= (j + 0.5) * typical.length)) {
      order.push(typical[i++]);
    } else order.push(far[j++]);
  }
  order.push(...rest);
  return {
    rows: Int32Array.from(order, (at) => picks.rows[at]),
    step: Uint8Array.from(order, (at) => picks.step[at]),
    gain: Float32Array.from(order, (at) => picks.gain[at]),
    displaced: Int32Array.from(order, (at) => picks.displaced[at]),
  };
}
