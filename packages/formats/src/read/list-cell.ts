function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function parseJsonList(cell: string): string[] | null {
  if (!cell.startsWith("[")) return null;
  try {
    const value: unknown = JSON.parse(cell);
    return isTextList(value) ? value : null;
  } catch {
    // Text that only looks like JSON is text.
    return null;
  }
}

/** The words of a cell that may hold several: `a|b|c`, or a JSON array of strings where words hold `|`. */
export function parseList(cell: string): string[] {
  const words = parseJsonList(cell) ?? cell.split("|");
  return [...new Set(words.map((word) => word.trim().toWellFormed()).filter((word) => word !== ""))];
}

/** The cell that `parseList` reads as these words. */
export function formatList(words: string[]): string {
  const isPlain = words.every((word) => !word.includes("|") && !(word.startsWith("[") && parseJsonList(word)));
  return isPlain ? words.join("|") : JSON.stringify(words);
}
