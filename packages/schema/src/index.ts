export { type ErrorCode, type ErrorDocument, errorKinds, GleanerError } from "./errors.ts";
