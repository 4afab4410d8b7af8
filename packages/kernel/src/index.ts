export { KernelError, type KernelErrorCode } from "./error.ts";
export type { Graph } from "./graph.ts";
export { createRandom, permutation, type Random } from "./random.ts";
export type { TaskOptions } from "./task.ts";
export { type VectorSource, vectorsInMemory } from "./vectors.ts";
