import type { MetadataValue } from "@gleaner/schema";
import type { ImageFrame } from "../image-frame.ts";

/**
 * Where a sample's pixels are. `frame`: one of many raw frames in a file; `offset` is in bytes from the start of the file, after
 * decompression where it is gzipped (`openIdxFrames` reads it).
 */
export type MediaReference =
  | { kind: "file"; file: string }
  | { kind: "frame"; file: string; index: number; offset: number; width: number; height: number; channels: 1 | 3 };

/** One annotated instance as a dataset file gives it. */
export interface SourceObject {
  label: string | null;
  /** Left, top, width, height. */
  box: [number, number, number, number];
  /** Outlines, each x, y, x, y, ... in the unit of the box; null where there are none. */
  polygons: number[][] | null;
  /** Of box and polygons. `pixel`: of the upright image; `relative`: fractions of its width and height. */
  unit: "pixel" | "relative";
  confidence: number | null;
  /** Whose statement it is, a model's name for example; null: the data set's own. */
  source: string | null;
  /** Stands for many instances (COCO's `iscrowd`). */
  crowd: boolean;
  /** The id that the file gives it. */
  sourceId: string | null;
  /** What else is said of it. A run-length mask is kept whole as the text `rle`: JSON of `{size: [height, width], counts}`. */
  attributes: Record<string, MetadataValue>;
}

/** One sample to import. */
export interface ImageRecord {
  kind: "image";
  /** Absolute folder that `path` is relative to. */
  root: string;
  /** Relative to `root`, `/` between parts, in the form of `fileNameText`; a frame's path ends with `#` and its row. */
  path: string;
  /** Absolute path of the file that holds the sample; open it through `fileLocation`. */
  file: string;
  /** Position in a file of many frames. */
  row: number | null;
  media: MediaReference;
  /** The pixels, where the reader has them in hand. */
  frame: ImageFrame | null;
  /** The encoded image, where it is no file of its own but lies in a table; null else. */
  bytes: Uint8Array | null;
  labels: string[];
  split: string | null;
  tags: string[];
  meta: Record<string, MetadataValue>;
  objects: SourceObject[];
}

/** Why an item of a source was not imported. */
export type SkipCode =
  | "access_denied"
  | "bad_record"
  | "decoder_crashed"
  | "image_too_large"
  | "link_not_followed"
  | "outside_root"
  | "path_not_found"
  | "special_file"
  | "truncated_file"
  | "type_mismatch"
  | "unreadable_image"
  | "unsupported_type";

/** An item that could not be used, with the reason. */
export interface SkippedRecord {
  kind: "skipped";
  path: string;
  code: SkipCode;
  message: string;
}

/** A file that is no candidate: hidden, or not an image by its name. */
export interface IgnoredRecord {
  kind: "ignored";
  path: string;
}

export type SourceRecord = ImageRecord | SkippedRecord | IgnoredRecord;

/**
 * Where images that a dataset file names may lie: `inside` its own folder, `anywhere`, or nowhere, for they are only `named` and nobody
 * reads them.
 */
export type ImageAccess = "inside" | "anywhere" | "named";

/** What a reader is told by the user. */
export interface SourceOptions {
  /** A CSV of `path,label,...` merged over a folder, or the class names of an `idx` set, one a line. */
  labels?: string;
  /** Split of every sample that has none of its own. */
  split?: string;
  /** Tags added to every sample. */
  tags?: string[];
  /** Where images that a dataset file names may lie (default `inside`). */
  images?: ImageAccess;
  signal?: AbortSignal;
}

/** An opened source. */
export interface Source {
  format: string;
  /** What was seen and what follows from it, for the user. */
  reason: string;
  /** Absolute folders that the records' paths are relative to. */
  roots: string[];
  /** Number of candidates, where it is known before reading. */
  total: number | null;
  /** Reads from the start on every iteration. */
  records: AsyncIterable<SourceRecord>;
}

/** A source that is read anew each time it is iterated. */
export function rereadable<T>(read: () => AsyncGenerator<T>): AsyncIterable<T> {
  return { [Symbol.asyncIterator]: read };
}

/** An image record of a plain file with nothing known of it but its place. */
export function fileRecord(root: string, path: string, file: string): ImageRecord {
  return {
    kind: "image",
    root,
    path,
    file,
    row: null,
    media: { kind: "file", file },
    frame: null,
    bytes: null,
    labels: [],
    split: null,
    tags: [],
    meta: {},
    objects: [],
  };
}

/** A source object with nothing known of it but its box. */
export function boxObject(box: SourceObject["box"], unit: SourceObject["unit"]): SourceObject {
  return {
    label: null,
    box,
    polygons: null,
    unit,
    confidence: null,
    source: null,
    crowd: false,
    sourceId: null,
    attributes: {},
  };
}

export function skipped(path: string, code: SkipCode, message: string): SkippedRecord {
  return { kind: "skipped", path, code, message };
}
