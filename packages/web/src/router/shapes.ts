import type { Lasso } from "@gleaner/schema";

/**
 * Writes lasso shapes for a URL: `a` or `s` (add, subtract), then x and y in turn, four significant digits each.
 * Shapes are separated by `~`, numbers by `_`.
 */
export function printShapes(shapes: Lasso[]): string {
  return shapes
    .map(({ mode, points }) => {
      const numbers = points.flat().map((value) => String(Number(value.toPrecision(4))));
      return (mode === "add" ? "a" : "s") + numbers.join("_");
    })
    .join("~");
}

/** Reads shapes back; those with fewer than three points or with text that is no number are left out. */
export function readShapes(text: string): Lasso[] {
  return text.split("~").flatMap((part) => {
    const mode = part[0] === "a" ? "add" : part[0] === "s" ? "subtract" : null;
    const numbers = part.slice(1).split("_").map(Number);
    if (!mode || numbers.length < 6 || numbers.length % 2 !== 0 || !numbers.every(Number.isFinite)) return [];
    const points: [number, number][] = [];
    for (let i = 0; i < numbers.length; i += 2) points.push([numbers[i], numbers[i + 1]]);
    return [{ mode, points }];
  });
}
