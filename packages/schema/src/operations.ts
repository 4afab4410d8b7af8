import type { z } from "zod";
import * as c from "./curations.ts";
import * as q from "./findings.ts";
import * as f from "./functions.ts";
import * as h from "./health.ts";
import * as r from "./requests.ts";

type Method = "GET" | "POST" | "PATCH" | "DELETE";

/** One use case of the product as the outside sees it. CLI, SDK, server and OpenAPI are all read off this table. */
export interface Operation<Request extends z.ZodType = z.ZodType, Result extends z.ZodType = z.ZodType> {
  method: Method;
  /** Below `/api/v1`; `{name}` is filled from the request's field of that name. GET and DELETE carry the rest as query, others as JSON body. */
  path: string;
  request: Request;
  result: Result;
  /** Long work: over HTTP it answers `202 {job}` and the result comes with the job. */
  long: boolean;
  /** One sentence for the reference. */
  summary: string;
}

function operation<Request extends z.ZodType, Result extends z.ZodType>(
  method: Method,
  path: string,
  request: Request,
  result: Result,
  summary: string,
): Operation<Request, Result> {
  return { method, path, request, result, long: false, summary };
}

function longOperation<Request extends z.ZodType, Result extends z.ZodType>(
  path: string,
  request: Request,
  result: Result,
  summary: string,
): Operation<Request, Result> {
  return { method: "POST", path, request, result, long: true, summary };
}

/** Every operation by its name. */
export const operations = {
  listDatasets: operation(
    "GET",
    "/datasets",
    r.emptySchema,
    r.datasetsResultSchema,
    "Lists the datasets with their counts.",
  ),
  renameDataset: operation(
    "PATCH",
    "/datasets/{name}",
    r.renameDatasetRequestSchema,
    r.changedResultSchema,
    "Renames a dataset.",
  ),
  deleteDataset: operation(
    "DELETE",
    "/datasets/{name}",
    r.deleteDatasetRequestSchema,
    r.deletedResultSchema,
    "Deletes a dataset; the image files stay.",
  ),
  import: longOperation(
    "/datasets/import",
    r.importRequestSchema,
    r.importResultSchema,
    "Imports files into a dataset.",
  ),
  listFolder: operation(
    "POST",
    "/folders/list",
    r.listFolderRequestSchema,
    r.listFolderResultSchema,
    "Names what can be imported from a folder of the machine that the workspace is on.",
  ),
  embed: longOperation(
    "/spaces/embed",
    r.embedRequestSchema,
    r.embedResultSchema,
    "Embeds what has no vector yet in a space.",
  ),
  importVectors: longOperation(
    "/spaces/vectors",
    r.importVectorsRequestSchema,
    r.vectorsResultSchema,
    "Brings vectors from a file.",
  ),
  exportVectors: longOperation(
    "/spaces/vectors/export",
    r.exportVectorsRequestSchema,
    r.vectorsResultSchema,
    "Writes vectors to a file.",
  ),
  listSpaces: operation("GET", "/spaces", r.emptySchema, r.spacesResultSchema, "Lists the embedding spaces."),
  listModels: operation("GET", "/models", r.emptySchema, r.modelsResultSchema, "Lists the embedding models."),
  index: longOperation(
    "/indexes",
    r.indexRequestSchema,
    r.indexResultSchema,
    "Builds graph, map, clusters and scores.",
  ),
  listIndexes: operation("GET", "/indexes", r.emptySchema, r.indexesResultSchema, "Lists the indexes."),
  search: operation(
    "POST",
    "/samples/search",
    r.searchRequestSchema,
    r.searchResultSchema,
    "Finds the samples most similar to examples.",
  ),
  query: operation("POST", "/samples/query", r.queryRequestSchema, r.queryResultSchema, "Lists samples."),
  stats: operation(
    "POST",
    "/samples/stats",
    r.statsRequestSchema,
    r.statsResultSchema,
    "Counts by class, tag, split, size and cluster.",
  ),
  facets: operation(
    "POST",
    "/samples/facets",
    r.facetsRequestSchema,
    r.facetsResultSchema,
    "Counts the values of fields under a view.",
  ),
  readyFilters: operation(
    "GET",
    "/filters",
    r.readyFiltersRequestSchema,
    r.readyFiltersResultSchema,
    "Filters for common questions, with thresholds taken from the data.",
  ),
  getSample: operation(
    "GET",
    "/samples/{id}",
    r.sampleRequestSchema,
    r.sampleDetailSchema,
    "Everything known of one sample.",
  ),
  samplesByNumber: operation(
    "POST",
    "/samples/by-number",
    r.samplesByNumberRequestSchema,
    r.samplesByNumberResultSchema,
    "The samples behind points of a map, by their numbers.",
  ),
  getObject: operation(
    "GET",
    "/objects/{id}",
    r.objectIdSchema,
    r.objectDetailSchema,
    "Everything known of one object.",
  ),
  objectsOfSamples: operation(
    "POST",
    "/objects/of-samples",
    r.objectsOfSamplesRequestSchema,
    r.objectsOfSamplesResultSchema,
    "The objects of several samples, for drawing over their pictures.",
  ),
  addObject: operation(
    "POST",
    "/objects",
    r.addObjectRequestSchema,
    r.objectDetailSchema,
    "Draws an object in a sample.",
  ),
  editObject: operation(
    "PATCH",
    "/objects/{id}",
    r.editObjectRequestSchema,
    r.objectDetailSchema,
    "Changes class, box, polygons or attributes of an object; a changed box is embedded again.",
  ),
  deleteObject: operation(
    "DELETE",
    "/objects/{id}",
    r.objectIdSchema,
    r.deletedResultSchema,
    "Deletes an object; undo brings it back.",
  ),
  createView: operation("POST", "/views", r.viewSchema, r.viewSnapshotSchema, "Takes a snapshot of a view."),
  viewRows: operation(
    "GET",
    "/views/{view}/rows",
    r.rowsRequestSchema,
    r.rowsResultSchema,
    "Rows of a snapshot by position.",
  ),
  curate: longOperation("/curations", c.curateRequestSchema, c.curateResultSchema, "Runs Auto-Curate."),
  previewCuration: operation(
    "POST",
    "/curations/preview",
    c.curateRequestSchema,
    c.previewCurationResultSchema,
    "What a selection would cover at every budget, beside random draws.",
  ),
  backtest: longOperation(
    "/curations/backtest",
    c.backtestRequestSchema,
    c.backtestResultSchema,
    "Learning curves of the selection, random sampling and baselines on labelled data.",
  ),
  listCurations: operation(
    "GET",
    "/curations",
    c.listCurationsRequestSchema,
    c.curationsResultSchema,
    "Lists the Auto-Curate runs.",
  ),
  getCuration: operation(
    "GET",
    "/curations/{run}",
    c.runSchema,
    c.curationDetailSchema,
    "One run with its recipe and metrics.",
  ),
  curationPicks: operation(
    "GET",
    "/curations/{run}/picks",
    c.picksRequestSchema,
    c.picksResultSchema,
    "Why each sample was taken.",
  ),
  compareCurations: operation(
    "POST",
    "/curations/compare",
    c.compareCurationsRequestSchema,
    c.compareCurationsResultSchema,
    "Compares two runs.",
  ),
  deleteCuration: operation(
    "DELETE",
    "/curations/{run}",
    c.runSchema,
    r.deletedResultSchema,
    "Deletes a run and its report; its slices stay.",
  ),
  createReport: longOperation(
    "/reports",
    r.reportRequestSchema,
    r.reportResultSchema,
    "Writes the report of a run or a slice.",
  ),
  listSlices: operation("GET", "/slices", r.emptySchema, r.slicesResultSchema, "Lists the slices."),
  createSlice: operation(
    "POST",
    "/slices",
    r.createSliceRequestSchema,
    r.sliceResultSchema,
    "Creates a slice, static or dynamic.",
  ),
  getSlice: operation("GET", "/slices/{name}", r.sliceNameSchema, r.sliceSchema, "One slice with its current count."),
  editSlice: operation(
    "PATCH",
    "/slices/{name}",
    r.editSliceRequestSchema,
    r.sliceResultSchema,
    "Renames a slice, describes or colours it, or changes its rule.",
  ),
  addToSlice: operation(
    "POST",
    "/slices/{name}/add",
    r.changeSliceRequestSchema,
    r.sliceResultSchema,
    "Adds samples to a static slice.",
  ),
  removeFromSlice: operation(
    "POST",
    "/slices/{name}/remove",
    r.changeSliceRequestSchema,
    r.sliceResultSchema,
    "Takes samples out of a static slice.",
  ),
  deleteSlice: operation(
    "DELETE",
    "/slices/{name}",
    r.sliceNameSchema,
    r.deletedResultSchema,
    "Deletes a slice; its samples stay.",
  ),
  listFunctions: operation(
    "GET",
    "/functions",
    r.emptySchema,
    f.functionsResultSchema,
    "Lists the functions with their counts.",
  ),
  createFunction: longOperation(
    "/functions",
    f.createFunctionRequestSchema,
    f.functionResultSchema,
    "Saves a similarity search that scores every sample, also those to come.",
  ),
  getFunction: operation(
    "GET",
    "/functions/{name}",
    f.functionNameSchema,
    f.functionDetailSchema,
    "One function with its scores in bins and its hits over time.",
  ),
  editFunction: longOperation(
    "/functions/{name}/edit",
    f.editFunctionRequestSchema,
    f.functionResultSchema,
    "Changes a function; its old scores stay in use until the new ones are complete.",
  ),
  calibrateFunction: operation(
    "POST",
    "/functions/{name}/calibrate",
    f.calibrateFunctionRequestSchema,
    f.calibrateFunctionResultSchema,
    "Sets the threshold by yes/no answers and proposes samples to answer.",
  ),
  functionScores: operation(
    "POST",
    "/functions/{name}/scores",
    f.functionScoresRequestSchema,
    f.functionScoresResultSchema,
    "The scores of a function, ordered.",
  ),
  deleteFunction: operation(
    "DELETE",
    "/functions/{name}",
    f.functionNameSchema,
    r.deletedResultSchema,
    "Deletes a function and its scores.",
  ),
  tag: operation("POST", "/tags", r.tagRequestSchema, r.changedResultSchema, "Adds and removes tags on a view."),
  setLabel: operation(
    "POST",
    "/labels",
    r.setLabelRequestSchema,
    r.changedResultSchema,
    "Sets the human label of samples, or the class of objects.",
  ),
  importLabels: longOperation(
    "/labels/import",
    r.importLabelsRequestSchema,
    r.importLabelsResultSchema,
    "Takes labels and objects of samples that are there from a dataset file, as people's.",
  ),
  quality: longOperation(
    "/findings",
    q.qualityRequestSchema,
    q.qualityResultSchema,
    "Finds what is likely wrong with labels, boxes, images and splits, most fixes per minute first.",
  ),
  listFindings: operation(
    "POST",
    "/findings/list",
    q.listFindingsRequestSchema,
    q.listFindingsResultSchema,
    "Lists findings that were computed.",
  ),
  resolveFindings: operation(
    "POST",
    "/findings/resolve",
    q.resolveFindingsRequestSchema,
    q.resolveFindingsResultSchema,
    "Acts on findings: relabel, accept, ignore, delete, merge or reopen.",
  ),
  calibrateDuplicates: longOperation(
    "/findings/duplicates",
    q.calibrateDuplicatesRequestSchema,
    q.calibrateDuplicatesResultSchema,
    "Sets the distance of near-duplicates by yes/no answers to pairs and proposes pairs to answer.",
  ),
  datasetHealth: longOperation(
    "/samples/health",
    h.datasetHealthRequestSchema,
    h.datasetHealthResultSchema,
    "Classes by their sub-clusters, splits against each other, metadata health, class statistics and spurious correlations.",
  ),
  export: longOperation("/exports", r.exportRequestSchema, r.exportResultSchema, "Writes a view as a dataset."),
  listJobs: operation("GET", "/jobs", r.emptySchema, r.jobsResultSchema, "Lists recent jobs."),
  getJob: operation("GET", "/jobs/{id}", r.jobIdSchema, r.jobSchema, "One job with its progress and result."),
  cancelJob: operation("DELETE", "/jobs/{id}", r.jobIdSchema, r.jobSchema, "Cancels a job."),
  history: operation("GET", "/events", r.historyRequestSchema, r.historyResultSchema, "What was done, newest first."),
  undo: operation(
    "POST",
    "/events/undo",
    r.emptySchema,
    r.undoResultSchema,
    "Takes back the last change of tags, labels, objects, slices or findings.",
  ),
  doctor: operation(
    "POST",
    "/doctor",
    r.doctorRequestSchema,
    r.doctorResultSchema,
    "Checks the workspace and says what to do.",
  ),
} as const;

export type Operations = typeof operations;
export type OperationName = keyof Operations;
/** What a caller passes: defaults may be left out. */
export type RequestOf<Name extends OperationName> = z.input<Operations[Name]["request"]>;
/** What an implementation receives: defaults filled in. */
export type ParsedRequestOf<Name extends OperationName> = z.output<Operations[Name]["request"]>;
export type ResultOf<Name extends OperationName> = z.output<Operations[Name]["result"]>;
