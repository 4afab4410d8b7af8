import type { MergeTree } from "../clusters/merge-tree.ts";
import type { Graph } from "../graph.ts";
import type { KnownVectors, RowSelection, SelectionInput } from "./strategy.ts";

/** The calls between a selector and its worker, which keeps what selections share, and those that were begun, by number. */
export type SelectionCalls = {
  /** Hands over what all selections work on. */
  open: { input: { graph: Graph; tree: MergeTree; level: number; threads: number }; output: undefined };
  /** Begins a selection; gives the rows whose vectors it needs, ascending. */
  begin: { input: { id: number; input: SelectionInput }; output: Int32Array };
  /** Ends it. */
  finish: { input: { id: number; vectors: KnownVectors | null }; output: RowSelection };
};
