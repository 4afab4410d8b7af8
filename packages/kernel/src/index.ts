export { buildTree, type TreeOptions } from "./clusters/build-tree.ts";
export { cut, cutNodes, labelMembers } from "./clusters/cut.ts";
export { chooseLevel, type LevelOptions } from "./clusters/level.ts";
export { type MergeTree, membersOf } from "./clusters/merge-tree.ts";
export { KernelError, type KernelErrorCode } from "./error.ts";
export type { Graph } from "./graph.ts";
export { createRandom, permutation, type Random } from "./random.ts";
export type { TaskOptions } from "./task.ts";
export { type VectorSource, vectorsInMemory } from "./vectors.ts";
