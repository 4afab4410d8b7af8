import { printFilter, printOperand } from "@gleaner/schema";

/** The name of a function's score as facets, orders and colours spell it: `fn("hard night")`. */
export function scoreField(name: string): string {
  return printOperand({ kind: "function", name });
}

/** The filter that finds the hits of a function. */
export function hitsRule({ name, threshold }: { name: string; threshold: number }): string {
  return printFilter({
    kind: "comparison",
    left: { kind: "function", name },
    operator: ">=",
    right: { type: "number", value: threshold },
  });
}

/** The function whose score a field is; null for any other field. */
export function functionOfField(field: string): string | null {
  const quoted = /^fn\((".*")\)$/s.exec(field)?.[1];
  if (quoted === undefined) return null;
  return quoted.slice(1, -1).replace(/\\(.)/gs, "$1");
}
