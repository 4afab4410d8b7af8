import { GleanerError } from "@gleaner/schema";

/** What to tell a person of any failure. */
export function readableError(error: unknown): { code: string; message: string; hint?: string } {
  const { code, message, hint } = GleanerError.from(error);
  return { code, message, hint };
}

/** Whether the server did not answer at all. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof GleanerError && error.code === "unreachable";
}

/** Whether the server refused the session. */
export function isLocked(error: unknown): boolean {
  return error instanceof GleanerError && error.code === "unauthorized";
}

/** Where a filter is wrong, from the details of a `bad_filter` error; null for any other error. */
export function filterProblem(error: unknown): { message: string; hint?: string; start: number; end: number } | null {
  if (!(error instanceof GleanerError) || error.code !== "bad_filter") return null;
  const start = numberIn(error.details, "position") ?? numberIn(error.details, "start") ?? 0;
  const end = numberIn(error.details, "end") ?? start + (numberIn(error.details, "length") ?? 1);
  return { message: error.message, hint: error.hint, start, end: Math.max(end, start + 1) };
}

function numberIn(details: Record<string, unknown> | undefined, name: string): number | undefined {
  const value = details?.[name];
  return typeof value === "number" ? value : undefined;
}
