/**
 * A binary heap of node ids, the highest key first and the smallest id first among equals.
 * Keys live in an array of the caller's, who calls `moved` after changing the key of a queued node.
 */
export interface LinkQueue {
  readonly length: number;
  /** The node with the highest key; undefined behaviour when empty. */
  top(): number;
  push(node: number): void;
  remove(node: number): void;
  /** Restores the order after `keys[node]` rose or fell. */
  moved(node: number): void;
}

/** An empty queue over `keys`; holds at most `capacity` nodes at a time. */
export function createLinkQueue(keys: Float64Array, capacity: number): LinkQueue {
  const heap = new Int32Array(capacity);
  const position = new Int32Array(keys.length).fill(-1);
  let length = 0;

  const before = (a: number, b: number) => keys[a] > keys[b] || (keys[a] === keys[b] && a < b);
  const put = (at: number, node: number) => {
    heap[at] = node;
    position[node] = at;
  };
  const siftUp = (from: number, node: number) => {
    let at = from;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (!before(node, heap[up])) break;
      put(at, heap[up]);
      at = up;
    }
    put(at, node);
  };
  const siftDown = (from: number, node: number) => {
    let at = from;
    for (;;) {
      let down = 2 * at + 1;
      if (down >= length) break;
      if (down + 1 < length && before(heap[down + 1], heap[down])) down++;
      if (!before(heap[down], node)) break;
      put(at, heap[down]);
      at = down;
    }
    put(at, node);
  };
  const settle = (at: number, node: number) => {
    if (at > 0 && before(node, heap[(at - 1) >> 1])) siftUp(at, node);
    else siftDown(at, node);
  };
  return {
    get length() {
      return length;
    },
    top: () => heap[0],
    push: (node) => siftUp(length++, node),
    remove(node) {
      const at = position[node];
      position[node] = -1;
      const last = heap[--length];
      if (at < length) settle(at, last);
    },
    moved: (node) => settle(position[node], node),
  };
}
