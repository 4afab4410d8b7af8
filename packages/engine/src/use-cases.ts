import type { OperationName } from "@gleaner/schema";
import { history, setLabel, tag, undo } from "./annotate.ts";
import type { UseCase } from "./context.ts";
import { backtest } from "./curate/backtest.ts";
import { curate } from "./curate/curate.ts";
import { compareCurations, curationPicks, deleteCuration, getCuration, listCurations } from "./curate/curations.ts";
import { previewCuration } from "./curate/preview-curation.ts";
import { createReport } from "./curate/report-files.ts";
import { deleteDataset, listDatasets, renameDataset } from "./datasets/datasets.ts";
import { exportSamples } from "./datasets/export.ts";
import { importSamples } from "./datasets/import.ts";
import { importLabels } from "./datasets/import-labels.ts";
import { listFolder } from "./datasets/list-folder.ts";
import { doctor } from "./doctor.ts";
import { embed } from "./embedding/embed.ts";
import { exportVectors, importVectors } from "./embedding/vectors.ts";
import { calibrateFunction } from "./functions/calibrate-function.ts";
import { createFunction } from "./functions/create-function.ts";
import { editFunction } from "./functions/edit-function.ts";
import { deleteFunction, functionScores, getFunction, listFunctions } from "./functions/functions.ts";
import { buildIndex } from "./indexes/build-index.ts";
import { addObject, deleteObject, editObject, getObject, objectsOfSamples } from "./objects.ts";
import { calibrateDuplicates } from "./quality/calibrate-duplicates.ts";
import { datasetHealth } from "./quality/health/dataset-health.ts";
import { listFindings } from "./quality/list-findings.ts";
import { quality } from "./quality/quality.ts";
import { resolveFindings } from "./quality/resolve-findings.ts";
import { search } from "./search/search.ts";
import { addToSlice, createSlice, deleteSlice, editSlice, getSlice, listSlices, removeFromSlice } from "./slices.ts";
import { cancelJob, getJob, listIndexes, listJobs, listModels, listSpaces } from "./views/listings.ts";
import { createView, facets, getSample, query, samplesByNumber, stats, viewRows } from "./views/query.ts";
import { readyFilters } from "./views/ready-filters.ts";

/** The implementation of every operation; the type makes a missing one a compile error. */
export const useCases: { [Name in OperationName]: UseCase<Name> } = {
  listDatasets,
  renameDataset,
  deleteDataset,
  import: importSamples,
  listFolder,
  embed,
  importVectors,
  exportVectors,
  listSpaces,
  listModels,
  index: buildIndex,
  listIndexes,
  search,
  query,
  stats,
  facets,
  readyFilters,
  getSample,
  samplesByNumber,
  getObject,
  objectsOfSamples,
  addObject,
  editObject,
  deleteObject,
  createView,
  viewRows,
  curate,
  previewCuration,
  backtest,
  listCurations,
  getCuration,
  curationPicks,
  compareCurations,
  deleteCuration,
  createReport,
  listSlices,
  createSlice,
  getSlice,
  editSlice,
  addToSlice,
  removeFromSlice,
  deleteSlice,
  listFunctions,
  createFunction,
  getFunction,
  editFunction,
  calibrateFunction,
  functionScores,
  deleteFunction,
  tag,
  setLabel,
  importLabels,
  quality,
  listFindings,
  resolveFindings,
  calibrateDuplicates,
  datasetHealth,
  export: exportSamples,
  listJobs,
  getJob,
  cancelJob,
  history,
  undo,
  doctor,
};
