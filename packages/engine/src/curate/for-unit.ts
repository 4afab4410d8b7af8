import type { ParsedRequestOf } from "@gleaner/schema";
import { spaceFor } from "@gleaner/store";

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
