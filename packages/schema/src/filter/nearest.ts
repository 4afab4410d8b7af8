/**
 * The names most like a mistyped one, best first: edit distance (insert, delete, replace, swap) without regard to case
 * of at most a third of the name's length (two at least), or a name that starts with it.
 */
export function nearestNames(wanted: string, names: readonly string[], limit = 3): string[] {
  const word = wanted.slice(0, 64).toLowerCase();
  const reach = Math.max(2, Math.floor(word.length / 3));
  return names
    .map((name) => ({ name, distance: distanceTo(word, name.toLowerCase()) }))
    .filter(({ distance }) => distance <= reach && distance < word.length)
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, limit)
    .map(({ name }) => name);
}

function distanceTo(word: string, name: string): number {
  return word.length >= 3 && name.startsWith(word) ? 1 : editDistance(word, name);
}

/**
 * Optimal string alignment distance (Damerau 1964; the recurrence of Wagner and Fischer 1974 with swaps of neighbours), which
 * counts the commonest typing mistake once. O(a b) time and memory.
 */
export function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= a.length; row++) {
    const [current, previous] = [[row], rows[row - 1]];
    for (let column = 1; column <= b.length; column++) {
      const replaced = previous[column - 1] + (a[row - 1] === b[column - 1] ? 0 : 1);
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const bySwap = swapped ? rows[row - 2][column - 2] + 1 : replaced;
      current.push(Math.min(replaced, bySwap, previous[column] + 1, current[column - 1] + 1));
    }
    rows.push(current);
  }
  return rows[a.length][b.length];
}
