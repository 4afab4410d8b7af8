export { compileFilter } from "./compile.ts";
export type { FilterContext, ResolvedSlice, ScoredTerm, TermRelation } from "./context.ts";
export { relationBy, scoredNumber } from "./relations.ts";
