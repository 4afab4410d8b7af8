import type { KnownVectors, RowSelection, SelectionInput } from "./strategy.ts";

/** The calls between `selectRows` and its worker, which keeps the selection between them. */
export type SelectionCalls = {
  /** Begins a selection; gives the rows whose vectors it needs, ascending. */
  begin: { input: SelectionInput; output: Int32Array };
  /** Ends it. */
  finish: { input: { vectors: KnownVectors | null }; output: RowSelection };
};
