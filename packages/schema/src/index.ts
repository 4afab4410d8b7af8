export * from "./anchors.ts";
export type { Caller, CallOptions, Progress } from "./caller.ts";
export * from "./curations.ts";
export * from "./entities.ts";
export { type ErrorCode, type ErrorDocument, errorKinds, GleanerError } from "./errors.ts";
export * from "./filter/index.ts";
export * from "./findings.ts";
export * from "./functions.ts";
export * from "./health.ts";
export {
  type Operation,
  type OperationName,
  type Operations,
  operations,
  type ParsedRequestOf,
  type RequestOf,
  type ResultOf,
} from "./operations.ts";
export * from "./requests.ts";
export * from "./views.ts";
