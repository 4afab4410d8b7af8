import type { OperationName } from "@gleaner/schema";
import { history, setLabel, tag, undo } from "./annotate.ts";
import { backtest } from "./backtest.ts";
import { buildIndex } from "./build-index.ts";
import type { UseCase } from "./context.ts";
import { curate } from "./curate.ts";
import { compareCurations, curationPicks, deleteCuration, getCuration, listCurations } from "./curations.ts";
import { deleteDataset, listDatasets, renameDataset } from "./datasets.ts";
import { doctor } from "./doctor.ts";
import { embed } from "./embed.ts";
import { exportSamples } from "./export.ts";
import { calibrateFunction } from "./functions/calibrate-function.ts";
import { createFunction } from "./functions/create-function.ts";
import { editFunction } from "./functions/edit-function.ts";
import { deleteFunction, functionScores, getFunction, listFunctions } from "./functions/functions.ts";
import { importSamples } from "./import.ts";
import { importLabels } from "./import-labels.ts";
import { listFolder } from "./list-folder.ts";
import { cancelJob, getJob, listIndexes, listJobs, listModels, listSpaces } from "./listings.ts";
import { addObject, deleteObject, editObject, getObject, objectsOfSamples } from "./objects.ts";
import { previewCuration } from "./preview-curation.ts";
import { calibrateDuplicates } from "./quality/calibrate-duplicates.ts";
import { datasetHealth } from "./quality/health/dataset-health.ts";
import { listFindings } from "./quality/list-findings.ts";
import { quality } from "./quality/quality.ts";
import { resolveFindings } from "./quality/resolve-findings.ts";
import { createView, facets, getSample, query, samplesByNumber, stats, viewRows } from "./query.ts";
import { readyFilters } from "./ready-filters.ts";
import { createReport } from "./report-files.ts";
import { search } from "./search.ts";
import { addToSlice, createSlice, deleteSlice, editSlice, getSlice, listSlices, removeFromSlice } from "./slices.ts";
import { exportVectors, importVectors } from "./vectors.ts";

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
