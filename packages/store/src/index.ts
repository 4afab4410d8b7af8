export {
  type CompiledFilter,
  type FilterColumn,
  type FilterParameter,
  filterColumns,
} from "./catalog/filter-columns.ts";
export { spaceFor } from "./catalog/units.ts";
export type * from "./contract/curations.ts";
export type * from "./contract/datasets.ts";
export type * from "./contract/events.ts";
export type * from "./contract/files.ts";
export type * from "./contract/findings.ts";
export type * from "./contract/functions.ts";
export type * from "./contract/indexes.ts";
export type * from "./contract/jobs.ts";
export type * from "./contract/labels.ts";
export type * from "./contract/objects.ts";
export * from "./contract/samples.ts";
export type * from "./contract/slices.ts";
export type * from "./contract/vectors.ts";
export type * from "./contract/workspace.ts";
export { objectId } from "./objects/object-id.ts";
export { checkWorkspace } from "./recovery/check-workspace.ts";
export { relocateMedia } from "./recovery/relocate-media.ts";
export { restoreWorkspace } from "./recovery/restore-workspace.ts";
export { type SampleIdentity, sampleId } from "./samples/sample-id.ts";
export { exportVectorFile } from "./vector-files/export-vectors.ts";
export { importVectorFile, type VectorsOptions, type VectorsOutcome } from "./vector-files/import-vectors.ts";
export { openWorkspace } from "./workspace/open-workspace.ts";
export { readServer, removeServer, writeServer } from "./workspace/server-file.ts";
