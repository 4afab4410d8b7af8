import type { PickList } from "./pick-list.ts";
import { randomOrder } from "./random-picks.ts";

interface Stratum {
  readonly label: number;
  readonly share: number;
  readonly rows: number[];
  next: number;
  picked: number;
}

/**
 * Picks at random within strata. The next pick goes to the stratum with the largest `share / (2 picked + 1)` (Webster's
 * method), so every beginning of the selection is as close to the shares as whole numbers allow; a stratum that runs out
 * leaves its part to the others. Chosen rows count as picked. `strata` holds a label a row; rows with -1 are left out.
 * Shares are the weights of the strata in the pool (`proportional`) or the same for all (`equal`).
 */
export function pickStratified(
  list: PickList,
  strata: Int32Array,
  allocation: "proportional" | "equal",
  seed: number,
): void {
  const byLabel = new Map<number, Stratum>();
  const share = new Map<number, number>();
  const order = randomOrder(list, seed);
  for (const row of order) share.set(strata[row], (share.get(strata[row]) ?? 0) + list.weight(row));
  for (const row of order) {
    const label = strata[row];
    if (label < 0) continue;
    const known = byLabel.get(label);
    if (known) known.rows.push(row);
    else {
      const own = allocation === "equal" ? 1 : (share.get(label) ?? 0);
      byLabel.set(label, { label, share: own, rows: [row], next: 0, picked: 0 });
    }
  }
  for (const row of new Set(list.constraints.chosen)) {
    const stratum = byLabel.get(strata[row]);
    if (stratum) stratum.picked++;
  }
  const open = [...byLabel.values()].sort((a, b) => a.label - b.label);
  while (!list.full && open.length > 0) {
    let best = 0;
    for (let at = 1; at < open.length; at++) {
      if (open[at].share * (2 * open[best].picked + 1) > open[best].share * (2 * open[at].picked + 1)) best = at;
    }
    const stratum = open[best];
    while (stratum.next < stratum.rows.length && !list.canPick(stratum.rows[stratum.next])) stratum.next++;
    if (stratum.next === stratum.rows.length) {
      open.splice(best, 1);
      continue;
    }
    const added = list.pick(stratum.rows[stratum.next], "stratum", Number.NaN);
    for (const row of added) {
      const own = byLabel.get(strata[row]);
      if (own) own.picked++;
    }
  }
}
