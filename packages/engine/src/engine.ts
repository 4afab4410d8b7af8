import type { Caller, Job, OperationName, RequestOf } from "@gleaner/schema";

/** Points of a map for drawing; all arrays have one entry (xy: two) a point, in the order of the map. */
export interface MapPoints {
  /** Identifies the bytes, for caching. */
  etag: string;
  n: number;
  numbers: Int32Array;
  xy: Float32Array;
  cluster: Int32Array;
  clusterSize: Int32Array;
}

/** How a map is coloured: codes into a legend (65535: no value), or numbers (NaN: no value). */
export type MapColors =
  | { kind: "categories"; codes: Uint16Array; categories: { name: string; count: number }[] }
  | { kind: "number"; values: Float32Array; min: number; max: number };

/** Which map is meant: a space and the datasets that were indexed together. */
export interface MapName {
  space: string;
  datasets: string[];
}

/** Bytes to show, with their true type. */
export interface Media {
  bytes: Uint8Array;
  type: "image/jpeg" | "image/png" | "image/webp" | "image/avif";
  /** Identifies the bytes where they may change under the same id. */
  etag?: string;
}

/** Runs long operations one after another, each with a row in the catalog, and tells who listens. */
export interface Jobs {
  start<Name extends OperationName>(name: Name, request: RequestOf<Name>): Promise<Job>;
  /** The job now and after every change, until it has ended. */
  watch(id: string, signal?: AbortSignal): AsyncGenerator<Job>;
}

/** The product without a face: every operation, its jobs, and the arrays and files that the web application draws. */
export interface Engine extends Caller {
  readonly jobs: Jobs;
  mapPoints(map: MapName): Promise<MapPoints>;
  mapColors(map: MapName, by: string): Promise<MapColors>;
  /** Bit i of byte i >> 3 says whether point i of the map is in the view. */
  viewMask(view: string, map: MapName): Promise<Uint8Array>;
  /**
   * The picture of a sample: at most 768 px (`thumb`) or 2048 px (`full`); or of an object, or of a region `ID@left,top,width,height`, with a
   * little around it: at most 256 px or 2048 px.
   */
  media(anchor: string, size: "thumb" | "full"): Promise<Media>;
  /** The report of a run as UTF-8 text. */
  reportFile(run: string, kind: "html" | "json"): Promise<string>;
  /** Ends running jobs at their next check and closes the workspace. */
  close(): Promise<void>;
}
