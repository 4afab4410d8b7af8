export { buildTree, type TreeOptions } from "./clusters/build-tree.ts";
export { cut, cutNodes, labelMembers } from "./clusters/cut.ts";
export { chooseLevel, type LevelOptions } from "./clusters/level.ts";
export { type MergeTree, membersOf } from "./clusters/merge-tree.ts";
export { type NearestOfSet, type NearestOptions, nearestOfSets } from "./coverage/nearest-of-sets.ts";
export { type Expectation, randomCoverage } from "./coverage/random-coverage.ts";
export { compareSignatures, type SignatureComparison } from "./duplicates/compare-signatures.ts";
export { exactDuplicates, joinedSets } from "./duplicates/duplicate-sets.ts";
export {
  type DuplicateGroups,
  duplicateDistance,
  nearDuplicates,
  type RowPairs,
} from "./duplicates/near-duplicates.ts";
export { signatureCandidates } from "./duplicates/signature-candidates.ts";
export type { SignatureLayout } from "./duplicates/signature-layout.ts";
export { KernelError, type KernelErrorCode } from "./error.ts";
export type { Graph } from "./graph.ts";
export { computeMap, defaultEpochs, type MapMethod, type MapOptions } from "./map/compute-map.ts";
export { type SampleOptions, sampleMap } from "./map/sample-map.ts";
export { type TransformOptions, transformMap } from "./map/transform-map.ts";
export { computeNeighbors, isExactByDefault, type NeighborOptions } from "./neighbors/compute-neighbors.ts";
export { extendNeighbors } from "./neighbors/extend-neighbors.ts";
export type { Metric } from "./neighbors/metric.ts";
export { removeNeighbors } from "./neighbors/remove-neighbors.ts";
export type { Probe, ProbeKind } from "./probe/probe.ts";
export {
  type CrossValidation,
  type CrossValidationOptions,
  crossValidateProbe,
  type ProbeOptions,
  predictProbe,
  trainProbe,
} from "./probe/train-probe.ts";
export { createRandom, permutation, type Random } from "./random.ts";
export { type NeighborScores, neighborScores } from "./scores/neighbor-scores.ts";
export type { Aggregate, Anchors } from "./search/anchors.ts";
export {
  createSearcher,
  type Searcher,
  type SearcherOptions,
  type SearchOptions,
  type SearchResult,
} from "./search/searcher.ts";
export { createVectorScorer, type VectorScorer } from "./search/vector-scorer.ts";
export type { Constraints, GroupRule } from "./selection/constraints.ts";
export { type Beliefs, labelWeights } from "./selection/label-weights.ts";
export { type Picks, type SelectionStep, selectionSteps } from "./selection/pick-list.ts";
export { createRepresentation, type Representation } from "./selection/representation.ts";
export {
  createSelector,
  type SelectionOptions,
  type SelectionSpace,
  type Selector,
  type SelectorOptions,
  selectRows,
} from "./selection/select.ts";
export type { RowSelection, Strategy } from "./selection/strategy.ts";
export type { TaskOptions } from "./task.ts";
export { type VectorSource, vectorsInMemory } from "./vectors.ts";
