/**
 * The first row with the same content for each row: itself where the content is new or unknown (null).
 * `contents` holds a content hash a row.
 */
export function exactDuplicates(contents: readonly (string | null)[]): Int32Array {
  const first = new Map<string, number>();
  return Int32Array.from(contents, (content, row) => {
    if (content === null) return row;
    const known = first.get(content);
    if (known === undefined) first.set(content, row);
    return known ?? row;
  });
}

/**
 * Rows that any chain of pairs joins: the smallest row of the set for each row. For leak-free splits, where even the ends of a
 * chain must stay together; to thin out duplicates use `nearDuplicates`, whose groups do not chain. Almost linear time.
 * @param n number of rows
 * @param pairs `pairs[2i]` and `pairs[2i + 1]` belong together
 */
export function joinedSets(n: number, ...pairs: readonly Int32Array[]): Int32Array {
  const parent = Int32Array.from({ length: n }, (_, row) => row);
  const find = (row: number) => {
    let at = row;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  };
  for (const list of pairs) {
    for (let at = 0; at + 1 < list.length; at += 2) {
      const [a, b] = [find(list[at]), find(list[at + 1])];
      parent[Math.max(a, b)] = Math.min(a, b);
    }
  }
  return parent.map((_, row) => find(row));
}
