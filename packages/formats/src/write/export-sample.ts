import type { MetadataValue } from "@gleaner/schema";
import type { MediaReference, SkippedRecord } from "../read/source.ts";
import type { StoredObject } from "../read/stored-object.ts";

/** One object as exports take it: the form of the catalog, with the object's id. */
export interface ExportObject extends StoredObject {
  id: string;
}

/** One sample as exports take it. */
export interface ExportSample {
  id: string;
  /** Relative to its import root, `/` between parts, in the form of `fileNameText`. */
  path: string;
  /** Absolute path of the file that holds it. */
  file: string;
  media: MediaReference;
  labels: string[];
  split: string | null;
  tags: string[];
  width: number | null;
  height: number | null;
  meta: Record<string, MetadataValue>;
  objects: ExportObject[];
}

/** `copy`: image files are copied; `link`: hard links, or symbolic ones across disks; `none`: only named. */
export type ImagePlacement = "copy" | "link" | "none";

export interface WriteOptions {
  /** Folder to make; it must not exist, or be empty. */
  out: string;
  images: ImagePlacement;
  /** Replaces a folder that is not empty (default false). */
  overwrite?: boolean;
  /** Where gzipped `idx` files may be decompressed for reading. */
  cache: string;
  /** Renames what Windows or macOS would refuse or confuse (default: on those systems). */
  portableNames?: boolean;
  signal?: AbortSignal;
}

/** What an export wrote. */
export interface WriteResult {
  format: string;
  samples: number;
  /** Files in the folder. */
  files: number;
  /** Samples whose image could not be read; they are not in the export. */
  skipped: SkippedRecord[];
}

/** Writes the file or files that describe the samples of one export. */
export interface DatasetWriter {
  /** Needs every sample's width and height: samples without them are left out. */
  readonly needsSize?: boolean;
  /** Describes each image in a file of its name with another extension: no two images may differ in the extension alone. */
  readonly needsOwnStem?: boolean;
  /** Keeps the images in its own files, so that none are placed beside. */
  readonly holdsImages?: boolean;
  /** Path that a sample's image should have, below the output folder. */
  imagePath(sample: ExportSample): string[];
  /**
   * @param image where the image lies, relative to the output folder; null with `images: none`
   * @param place where it lies or would lie
   * @throws RecordError when the format can't hold the sample: it is left out
   */
  add(sample: ExportSample, image: string | null, place: string): Promise<void>;
  /** @returns the number of files written, images not counted */
  finish(): Promise<number>;
  /** Lets go of what it holds, also when the export failed. */
  close?(): void;
}
