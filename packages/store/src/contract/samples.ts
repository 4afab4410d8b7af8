import type { Box, Facet, MetadataValue, Sample, SampleDetail, Unit } from "@gleaner/schema";
import type { Change } from "./events.ts";
import type { ObjectInput } from "./objects.ts";

/** CleanVision's scores by column name, each 0 (bad) to 1. */
export const measureNames = [
  "dark",
  "light",
  "blurry",
  "low_information",
  "odd_aspect_ratio",
  "odd_size",
  "grayscale",
] as const;
export type MeasureName = (typeof measureNames)[number];

/** How the pixels or the text of a sample are read; `file` of the sample names the file. */
export type MediaReference =
  | { type: "file" }
  /** Image `index` (from 0) of an IDX file, `shape` being one image: rows, columns[, channels]. */
  | { type: "idx"; index: number; shape: number[] }
  /** Frame `index` of a video, `time` in seconds. */
  | { type: "frame"; index: number; time: number }
  | { type: "text"; text: string };

/** A class that an import says of a sample. */
export interface LabelInput {
  class: string;
  /** 0..1; null or absent: none given. */
  confidence?: number | null;
}

/** One sample as an import writes it. */
export interface SampleInput {
  /** From {@link sampleId}. */
  id: string;
  kind: Sample["kind"];
  /** Relative to the import root, `/` between parts. */
  path: string;
  /** Absolute path of the file that holds the sample. */
  file: string;
  media: MediaReference;
  /** Lower-case hexadecimal hash of the content. */
  contentHash: string;
  bytes: number;
  /** Modification time of the file in milliseconds since 1970, or null. */
  modified: number | null;
  width: number | null;
  height: number | null;
  format: string | null;
  split: string | null;
  /** Classes said by the import; undefined keeps what earlier imports said, an empty list removes it. */
  labels?: readonly LabelInput[];
  /** Added to the tags that the sample has. */
  tags?: readonly string[];
  /** Replaces the metadata; undefined keeps it. */
  meta?: Readonly<Record<string, MetadataValue>>;
  measures?: Readonly<Partial<Record<MeasureName, number>>>;
  /** What the image looks like; undefined where nothing was computed. */
  signature?: Uint8Array;
  /**
   * Annotated instances, which take the place of those of earlier imports; undefined keeps these. What people drew, changed or deleted stays
   * as they left it.
   */
  objects?: readonly ObjectInput[];
}

/** Signatures of samples as columns; entry i is about `numbers[i]`. */
export interface SignatureColumns {
  /** One after the other, zeros where there is none. */
  data: Uint8Array;
  /** 0: none yet, 1: there is one, 2: the image can't be read. */
  state: Uint8Array;
}

/** What a batch did; `outcomes[i]` and `numbers[i]` are about `batch[i]`. */
export interface WriteOutcome {
  added: number;
  updated: number;
  unchanged: number;
  outcomes: ("added" | "updated" | "unchanged")[];
  numbers: Int32Array;
  /** The event that the batch was recorded under; pass it to the next batch of the same import. */
  event: number;
}

export interface WriteOptions extends Change {
  /** Continues the import of this event: its counts grow in the same transaction. Undefined begins one. */
  event?: number;
  /** Kept with the event, such as paths and format. */
  details?: Record<string, unknown>;
}

/** What an import needs to know of a sample it may have seen before. */
export interface KnownSample {
  id: string;
  number: number;
  path: string;
  file: string;
  contentHash: string;
  bytes: number;
  modified: number | null;
}

/** What a worker needs to read the content of a sample. */
export interface SampleMedia {
  id: string;
  number: number;
  path: string;
  kind: Sample["kind"];
  file: string;
  media: MediaReference;
  /** Of an object: a hash of its sample's content and its box. */
  contentHash: string;
  /** What decoding found of the file, such as `jpeg`; null where nothing was decoded. */
  format: string | null;
  width: number | null;
  height: number | null;
  /** Of an object: the part of the picture that it is; null for a sample. */
  box: Box | null;
}

/** Which samples or objects; every part narrows. */
export interface SampleQuery {
  /** What is looked for; default: samples, or what `within` numbers. */
  unit?: Unit;
  /** Dataset names; none or empty: all. */
  datasets?: readonly string[];
  /** A filter as text; empty: none. */
  where?: string;
  /** Name of a slice. */
  slice?: string;
  /** Words that a sample must all have, in path, labels, tags, metadata or text; in double quotes they stay together. Empty: none. */
  text?: string;
  /** Only these numbers. */
  within?: Int32Array;
  /** The space whose scores `cluster`, `nn_distance` and their like refer to; default `default`, for objects `objects`. */
  space?: string;
}

export interface SortedSampleQuery extends SampleQuery {
  /**
   * A field, `-field` for descending, or `random`; ties are in order of number, missing values come last. Without one, samples that were
   * found by their text come best match first, others in order of number.
   */
  sort?: string;
  /** For `random`. */
  seed?: number;
}

/** Counts over a set of samples, as the `stats` operation shows them. */
export interface SampleStats {
  samples: number;
  objects: number;
  labeled: number;
  classes: { name: string; count: number }[];
  tags: { name: string; count: number }[];
  splits: { name: string; count: number }[];
  /** Most over least frequent class; null with fewer than two. */
  imbalance: number | null;
  /** Minimum, quartiles and maximum. */
  sizes: { width: number[]; height: number[] } | null;
}

/** Samples that get the same value in their field `split`. */
export interface SplitPart {
  split: string;
  numbers: ArrayLike<number>;
}

/** How well a metadata key is filled in. */
export interface MetadataCount {
  key: string;
  /** Samples with a value of each type. */
  text: number;
  number: number;
  boolean: number;
  date: number;
  distinct: number;
  /** Groups of samples with the same content and different values. */
  conflicts: number;
  /** The dataset that lacks the largest share of values, with that share. */
  worst: { dataset: string; missing: number };
}

/** What names a sample. */
export type SampleKey = Pick<Sample, "number" | "id" | "path">;

/**
 * The samples of the workspace, and their objects wherever a query asks for them or numbers and ids are theirs. Every list of numbers is
 * in the given order and of one unit; unknown numbers of samples throw `sample_not_found`, and of objects that are gone nothing is known:
 * a map may still hold them.
 */
export interface Samples {
  /** The known ones among these paths or ids of a dataset, in no order. */
  lookup(dataset: string, keys: { paths: readonly string[] } | { ids: readonly string[] }): Promise<KnownSample[]>;
  /** Inserts new samples, updates changed ones, counts the rest: one transaction, at most 20,000 rows a call. The dataset is made if needed. */
  write(dataset: string, batch: readonly SampleInput[], options?: WriteOptions): Promise<WriteOutcome>;
  /** Numbers of the samples that match, ordered. Throws `bad_filter`, `dataset_not_found`, `slice_not_found`. */
  numbers(query: SortedSampleQuery): Promise<Int32Array>;
  count(query: SampleQuery): Promise<number>;
  /** List rows in the order of `numbers`. Numbers that no longer exist are left out. */
  rows(numbers: ArrayLike<number>): Promise<Sample[]>;
  /** Ids and paths of samples in the order of `numbers`, without those that do not exist. */
  keys(numbers: ArrayLike<number>): Promise<SampleKey[]>;
  /** Throws `sample_not_found`. */
  detail(id: string, options?: { space?: string }): Promise<SampleDetail>;
  /** Readable references in the order of `numbers`. Numbers that no longer exist are left out. */
  media(numbers: ArrayLike<number>): Promise<SampleMedia[]>;
  /** Throws `sample_not_found` naming the first unknown ids. */
  idsToNumbers(ids: readonly string[]): Promise<Int32Array>;
  numbersToIds(numbers: ArrayLike<number>): Promise<string[]>;
  /** Current first label of each sample as an index into `classes` (sorted by name), -1 where there is none. */
  classes(numbers: Int32Array): Promise<{ classes: string[]; indices: Int32Array }>;
  /** Values of a numeric or date field (milliseconds) or of a call such as `fn("name")`, NaN where missing. Throws `bad_filter` for other fields. */
  values(numbers: Int32Array, field: string, options?: { space?: string }): Promise<Float64Array>;
  /** Values of a text field, null where missing. */
  texts(numbers: Int32Array, field: string, options?: { space?: string }): Promise<(string | null)[]>;
  stats(query: SampleQuery): Promise<SampleStats>;
  /**
   * Counts of values and histograms; no fields: a default set for the data at hand. `limit` values each, of those that hold `search`
   * in any case (default: all).
   */
  facets(
    query: SampleQuery,
    fields: readonly string[],
    limit: number,
    search?: string,
  ): Promise<{ total: number; facets: Facet[] }>;
  /** What the values of a field are. Throws `bad_filter` for a field that is not there. */
  fieldType(field: string, unit?: Unit): Promise<"text" | "number" | "boolean" | "date">;
  /** Metadata keys of the given datasets (all if empty) with their type. */
  metadataKeys(datasets?: readonly string[]): Promise<{ key: string; type: "text" | "number" | "boolean" | "date" }[]>;
  /** Sets the field `split` of the samples of each part; gives how many changed. Undoable as one event. */
  assignSplits(parts: readonly SplitPart[], change?: Change): Promise<number>;
  /** How well each metadata key is filled in among the samples of a query, by key. */
  metadataCounts(query: SampleQuery): Promise<MetadataCount[]>;
  /** Writes image measures computed after the import. `values[name][i]` belongs to `numbers[i]`; NaN leaves a value unset. */
  setMeasures(numbers: Int32Array, values: Partial<Record<MeasureName, Float32Array>>): Promise<void>;
  /** Which samples have a signature of `bytes` bytes, see {@link SignatureColumns}. */
  signatureStates(numbers: Int32Array, bytes: number): Promise<Uint8Array>;
  /** Signatures of `bytes` bytes; those of another length, from another version, count as none. Objects have none. */
  signatures(numbers: Int32Array, bytes: number): Promise<SignatureColumns>;
  /** Writes signatures computed after the import; an empty one says that the image can't be read. */
  setSignatures(numbers: readonly number[], signatures: readonly Uint8Array[]): Promise<void>;
}
