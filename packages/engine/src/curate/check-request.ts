import { GleanerError, type Goal, type ParsedRequestOf } from "@gleaner/schema";

type Request = ParsedRequestOf<"curate">;

/** Parts of a request that only some goals understand. */
const understoodBy: Record<string, { isGiven: (request: Request) => boolean; goals: readonly Goal[]; flag: string }> = {
  strategy: { isGiven: ({ strategy }) => strategy !== "auto", goals: ["label"], flag: "--strategy" },
  edgeShare: { isGiven: ({ edgeShare }) => edgeShare !== undefined, goals: ["label", "test"], flag: "--edge-share" },
  ratios: { isGiven: ({ ratios }) => ratios !== undefined, goals: ["split"], flag: "--ratios" },
  groups: { isGiven: ({ groups }) => groups.length > 0, goals: ["split", "test"], flag: "--group" },
  stratify: { isGiven: ({ stratify }) => stratify.length > 0, goals: ["split"], flag: "--stratify" },
  assign: { isGiven: ({ assign }) => assign, goals: ["split", "test"], flag: "--assign" },
  target: { isGiven: ({ target }) => target !== undefined, goals: ["balance"], flag: "--target" },
  atLeast: {
    isGiven: ({ atLeast }) => atLeast.length > 0,
    goals: ["label", "edge-cases", "balance"],
    flag: "--at-least",
  },
  atMost: { isGiven: ({ atMost }) => atMost.length > 0, goals: ["label", "edge-cases", "balance"], flag: "--at-most" },
  prefer: { isGiven: ({ prefer }) => prefer.length > 0, goals: ["label"], flag: "--prefer" },
};

/** @throws GleanerError `bad_request` for a part of the request that the goal would not listen to */
export function checkRequest(request: Request): void {
  for (const [part, { isGiven, goals, flag }] of Object.entries(understoodBy)) {
    if (!isGiven(request) || goals.includes(request.goal)) continue;
    throw new GleanerError("bad_request", `The goal ${request.goal} takes no ${flag}.`, {
      hint: `Leave it out, or use it with ${goals.map((goal) => `--goal ${goal}`).join(" or ")}.`,
      details: { part, goals },
    });
  }
  const { strategy, prefer } = request;
  if (prefer.length > 0 && (strategy === "random" || strategy === "stratified")) {
    throw new GleanerError("bad_request", `The strategy ${strategy} draws at random and takes no --prefer.`, {
      hint: "Choose another strategy, or ask for a minimum with --at-least.",
      details: { part: "prefer" },
    });
  }
}
