/** Rows of `dimension` values as `dimension x rows`, the layout of constant columns. Works in tiles that fit the cache. */
export function transposed(rows: Int8Array, dimension: number): Int8Array {
  const tile = 64;
  const count = rows.length / dimension;
  const columns = new Int8Array(rows.length);
  for (let first = 0; first < count; first += tile) {
    const last = Math.min(count, first + tile);
    for (let column = 0; column < dimension; column++) {
      let from = first * dimension + column;
      for (let row = first, to = column * count + first; row < last; row++, to++, from += dimension) {
        columns[to] = rows[from];
      }
    }
  }
  return columns;
}
