import type { Box, MetadataValue, ObjectDetail, SampleObject } from "@gleaner/schema";
import type { Change } from "./events.ts";

/** One object as an import writes it. */
export interface ObjectInput {
  /** What the data set calls it; with it an object keeps its identity when others come or go. Null: its place in the list. */
  key: string | null;
  class: string | null;
  /** `import`, or whose statement it is, such as a model's name; not `human`. */
  source: string;
  /** 0..1; null: none given. */
  confidence: number | null;
  /** Left, top, width, height in pixels of the upright image; finite, width and height not negative. */
  box: Box;
  /** Rings of `x, y, x, y, ...`; null for a plain box. */
  polygons: readonly (readonly number[])[] | null;
  attributes: Readonly<Record<string, MetadataValue>>;
}

/** An object as somebody draws it. */
export interface ObjectDraft {
  class: string | null;
  box: Box;
  polygons: number[][] | null;
  attributes: Record<string, MetadataValue>;
}

/** All objects that are said of a sample. */
export interface SampleObjects {
  /** Number of the sample. */
  sample: number;
  objects: readonly Omit<ObjectInput, "source">[];
}

/** Objects as columns; entry i is about `numbers[i]`. */
export interface ObjectColumns {
  numbers: Int32Array;
  /** Numbers of their samples. */
  samples: Int32Array;
  /** In pixels. */
  x: Float64Array;
  y: Float64Array;
  width: Float64Array;
  height: Float64Array;
}

/**
 * The annotated instances of samples. They are found through `Samples` with the unit `object`; this is what is theirs alone. Changes are
 * undoable; an object that was changed by hand has the source `human` and is no longer replaced by imports.
 */
export interface Objects {
  /** Throws `object_not_found`. */
  get(id: string): Promise<SampleObject>;
  /** With its sample's row, and what the index of a space (default `objects`) and functions say. Throws `object_not_found`. */
  detail(id: string, options?: { space?: string }): Promise<ObjectDetail>;
  /** The objects of samples by the sample's number, each list by number. Samples without objects are not in it. */
  ofSamples(samples: ArrayLike<number>): Promise<Map<number, SampleObject[]>>;
  /** Boxes of objects, by number; those that are gone are left out. */
  columns(numbers: Int32Array): Promise<ObjectColumns>;
  /** Throws `sample_not_found`, `bad_record` for a box that is none. */
  add(sample: string, object: ObjectDraft, change?: Change): Promise<SampleObject>;
  /** Changes what is given. Throws `object_not_found`, `bad_record`. */
  edit(id: string, changes: Partial<ObjectDraft>, change?: Change): Promise<SampleObject>;
  /** Gives how many changed. */
  setClass(numbers: ArrayLike<number>, className: string | null, change?: Change): Promise<number>;
  /**
   * Puts lists of objects, as people's, in the place of what people and imports say of samples; predictions stay. An object that is in both
   * (by its key, or by its box) keeps its identity and, while its box stays, its vectors. Gives how many changed, came or went.
   */
  replace(entries: readonly SampleObjects[], change?: Change): Promise<number>;
  /** With vectors, scores and memberships. Gives how many there were. */
  delete(numbers: ArrayLike<number>, change?: Change): Promise<number>;
}
