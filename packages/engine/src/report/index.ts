export * from "./composition.ts";
export { controlArm, distributionDivergence, type FieldValues, fieldDistribution } from "./divergence.ts";
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
export { countText, figureText } from "./figures.ts";
export { imageUri } from "./image-uri.ts";
export { type MapPoints, mapPicture } from "./map-picture.ts";
export * from "./pictures.ts";
export { contentSecurityPolicy, renderReport } from "./render.ts";
export { representation, representationDeviations, representationRatio } from "./representation.ts";
export { type SplitTable, splitTableSchema } from "./splits.ts";
export {
  describeTrait,
  distinguishingTraits,
  type MeasureStatistics,
  type Measures,
  measureStatistics,
} from "./traits.ts";
export {
  compareWithRandom,
  headlineText,
  headlineWordings,
  judge,
  verdictDeviations,
  verdictDraws,
  verdictShare,
} from "./verdict.ts";
