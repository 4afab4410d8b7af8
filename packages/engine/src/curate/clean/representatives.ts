/** What decides which of several near-duplicates is kept; one entry a sample. */
export interface Merits {
  /** 1 for samples that would be kept if they were alone: not broken, not of low quality. */
  sound: ArrayLike<number>;
  /** 1 for samples with a label: dropping them loses work. */
  labeled: ArrayLike<number>;
  pixels: ArrayLike<number>;
  /** 0..1; NaN counts as 0. */
  sharpness: ArrayLike<number>;
}

/** Groups of near-duplicates with the member that is kept. */
export interface DuplicateGroups {
  /** Positions of the members of each group of two or more, the kept one first. */
  groups: Int32Array[];
  /** 1 for samples of which another is kept. */
  dropped: Uint8Array;
}

/**
 * Keeps one of each group: sound before broken or poor, labelled before unlabelled, then the larger image, the sharper one, and the
 * one that came first.
 * @param groupOf any number that the members of one group share, by position
 */
export function keepBest(groupOf: ArrayLike<number>, merits: Merits): DuplicateGroups {
  const members = new Map<number, number[]>();
  for (let at = 0; at < groupOf.length; at++) {
    const list = members.get(groupOf[at]);
    if (list) list.push(at);
    else members.set(groupOf[at], [at]);
  }
  const ranks = (at: number) => [
    merits.sound[at],
    merits.labeled[at],
    merits.pixels[at] || 0,
    merits.sharpness[at] || 0,
  ];
  const dropped = new Uint8Array(groupOf.length);
  const groups: Int32Array[] = [];
  for (const list of members.values()) {
    if (list.length < 2) continue;
    const ordered = list
      .map((at) => ({ at, ranks: ranks(at) }))
      .sort((a, b) => compare(b.ranks, a.ranks) || a.at - b.at);
    for (const { at } of ordered.slice(1)) dropped[at] = 1;
    groups.push(Int32Array.from(ordered, ({ at }) => at));
  }
  return { groups, dropped };
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at < 0 ? 0 : a[at] - b[at];
}
