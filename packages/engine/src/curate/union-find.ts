/** Disjoint sets of 0..n-1, joined as one goes (Tarjan 1975; path halving, the smaller root wins so that roots are first members). */
export class UnionFind {
  readonly #parent: Int32Array;

  constructor(n: number) {
    this.#parent = Int32Array.from({ length: n }, (_, i) => i);
  }

  /** The smallest member of the set. */
  find(member: number): number {
    const parent = this.#parent;
    let at = member;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  }

  /** Makes the sets of two members one. */
  join(a: number, b: number): void {
    const [first, second] = [this.find(a), this.find(b)];
    if (first !== second) this.#parent[Math.max(first, second)] = Math.min(first, second);
  }

  /** The smallest member of each member's set. */
  roots(): Int32Array {
    return Int32Array.from(this.#parent, (_, member) => this.find(member));
  }
}
