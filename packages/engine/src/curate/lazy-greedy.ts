/**
 * Takes rows in the order of their keys, largest first, ties by the smaller row, where keys only fall as rows are taken: a row whose key
 * is still the largest after it was computed anew is the greedy choice (Minoux 1978). A row is taken as long as it has a key.
 * @param keyOf the row's key now; -Infinity for a row that is used up or may not be taken any more
 * @param take takes a row and says whether to go on
 */
export function lazyGreedy(
  rows: Iterable<number>,
  keyOf: (row: number) => number,
  take: (row: number, key: number) => boolean,
): void {
  const heap = [...rows].map((row) => ({ row, key: keyOf(row) })).filter(({ key }) => key > Number.NEGATIVE_INFINITY);
  heap.sort(byKey);
  let top = heap[0];
  while (top) {
    const key = keyOf(top.row);
    if (key === Number.NEGATIVE_INFINITY) removeTop(heap);
    else if (key === top.key) {
      if (!take(top.row, key)) return;
    } else {
      top.key = key;
      sink(heap);
    }
    top = heap[0];
  }
}

type Entry = { row: number; key: number };

function byKey(a: Entry, b: Entry): number {
  return b.key - a.key || a.row - b.row;
}

function removeTop(heap: Entry[]): void {
  const last = heap.pop();
  if (last && heap.length > 0) {
    heap[0] = last;
    sink(heap);
  }
}

/** Moves the top down to its place in the binary heap. */
function sink(heap: Entry[]): void {
  const entry = heap[0];
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && byKey(heap[child + 1], heap[child]) < 0) child++;
    if (byKey(entry, heap[child]) <= 0) break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = entry;
}
