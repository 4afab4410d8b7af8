export * from "./composition.ts";
export {
  parseReport,
  type ReportDocument,
  type ReportIndex,
  reportDocumentSchema,
  reportIndexSchema,
  reportVersion,
  serializeReport,
} from "./document.ts";
export * from "./evidence.ts";
export * from "./pictures.ts";
