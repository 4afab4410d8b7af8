/** A pseudo-random number of an id, 0 up to 2^32; neighbouring ids get unrelated ones (the finaliser of MurmurHash3). */
export function scramble(id: number): number {
  let hash = id | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * Ids in an order that looks random and does not depend on which others are there: what is taken from its start changes little when ids
 * come and go, so that what was computed for them can be used again.
 */
export function stableOrder(ids: Iterable<number>): number[] {
  return [...ids].sort((a, b) => scramble(a) - scramble(b) || a - b);
}
