import { GleanerError, type ParsedRequestOf, type Unit } from "@gleaner/schema";
import { spaceFor } from "@gleaner/store";
import type { LoadedIndex } from "../indexes/index-cache.ts";

type Request = ParsedRequestOf<"curate">;

/** Goals whose parts must not see pieces of one image. */
const parting = new Set<Request["goal"]>(["split", "test"]);

/** A request with what follows from its unit: objects have a space of their own, and those of one image stay in one part. */
export function forUnit(request: Request): Request {
  const { unit, goal, space, groups } = request;
  if (unit === "sample") return request;
  const together = parting.has(goal) && !groups.includes("path") ? [...groups, "path"] : groups;
  return { ...request, space: spaceFor(unit, space), groups: together };
}

/** @throws GleanerError `bad_request` for an index of the other unit */
export function requireIndexOf(unit: Unit, { index }: LoadedIndex): void {
  if (index.unit === unit) return;
  throw new GleanerError("bad_request", `The space "${index.space}" holds ${index.unit}s, not ${unit}s.`, {
    hint: unit === "object" ? "Name a space of objects, or leave out --unit object." : "Add --unit object.",
    details: { space: index.space, unit: index.unit },
  });
}
