import type { Slice, Unit } from "@gleaner/schema";
import type { Change } from "./events.ts";

export interface SliceInput {
  name: string;
  description?: string;
  color?: string | null;
  unit?: Unit;
  /** `manual`, `filter`, `lasso`, `search`, `curation:<run>`, `function:<name>`. */
  origin: string;
  /** Members of a static slice, in order; or the rule of a dynamic one. */
  content: { numbers: ArrayLike<number> } | { where: string; datasets?: readonly string[]; space?: string };
}

/** What may change in a slice; undefined keeps it. */
export interface SliceEdit {
  rename?: string;
  description?: string;
  color?: string | null;
  /** Another rule of a dynamic slice. */
  where?: string;
}

/** Named subsets. Changes are undoable. */
export interface Slices {
  list(): Promise<Slice[]>;
  /** Throws `slice_not_found`. */
  get(name: string): Promise<Slice>;
  has(name: string): Promise<boolean>;
  /** Throws `slice_exists` unless `append` is set and both are static; `bad_filter` for a rule that does not parse or leads back to itself, and what names nothing. */
  create(slice: SliceInput, change?: Change & { append?: boolean }): Promise<Slice>;
  /**
   * Changes what is given. Slices and functions that name a renamed slice are left as they are: their rules show the problem.
   * Throws `slice_not_found`, `slice_exists`, `bad_request` for a rule of a static slice, and for a rule what `create` throws.
   */
  edit(name: string, changes: SliceEdit, change?: Change): Promise<Slice>;
  /** Gives how many were added. Throws `bad_request` for a dynamic slice. */
  add(name: string, numbers: ArrayLike<number>, change?: Change): Promise<number>;
  remove(name: string, numbers: ArrayLike<number>, change?: Change): Promise<number>;
  delete(name: string, change?: Change): Promise<void>;
  /** Members in the order in which they were added (static), or by number (dynamic). */
  members(name: string): Promise<Int32Array>;
}
