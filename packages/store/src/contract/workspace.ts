import type { Curations } from "./curations.ts";
import type { Datasets } from "./datasets.ts";
import type { Events } from "./events.ts";
import type { Artifacts, MediaStore } from "./files.ts";
import type { DuplicateThresholds, Findings } from "./findings.ts";
import type { Functions } from "./functions.ts";
import type { Indexes } from "./indexes.ts";
import type { Jobs } from "./jobs.ts";
import type { Labels, Tags } from "./labels.ts";
import type { Objects } from "./objects.ts";
import type { Samples } from "./samples.ts";
import type { Slices } from "./slices.ts";
import type { Spaces, Vectors } from "./vectors.ts";

export interface OpenOptions {
  /** Makes the folder and the catalog when there are none; otherwise `path_not_found`. Default false. */
  create?: boolean;
  /** Opens without the right to write. A folder that cannot be written to is opened so by itself. */
  readOnly?: boolean;
}

/** An open workspace: one folder with a catalog, vectors, artifacts and media, held by this process until `close`. */
export interface Workspace {
  /** Absolute path. */
  readonly folder: string;
  readonly readOnly: boolean;
  /** What opening found and did, in sentences: quarantined files, interrupted jobs, read-only. */
  readonly notices: readonly string[];
  /** Grows with every change of the catalog: while it stands, what was read still holds. */
  readonly changes: number;
  readonly datasets: Datasets;
  readonly samples: Samples;
  readonly objects: Objects;
  readonly labels: Labels;
  readonly tags: Tags;
  readonly slices: Slices;
  readonly spaces: Spaces;
  readonly vectors: Vectors;
  readonly functions: Functions;
  readonly findings: Findings;
  readonly duplicates: DuplicateThresholds;
  readonly indexes: Indexes;
  readonly curations: Curations;
  readonly jobs: Jobs;
  readonly events: Events;
  readonly artifacts: Artifacts;
  readonly media: MediaStore;
  /** A folder for files of this kind that the engine writes itself, such as `reports`; made on demand. */
  directory(name: string): Promise<string>;
  /** Waits for running transactions, writes the backup, releases the lock. */
  close(): Promise<void>;
}

/** How to reach the process that holds a workspace. */
export interface ServerAddress {
  pid: number;
  host: string;
  port: number;
  token: string;
}

/** Who holds a workspace. */
export interface LockHolder {
  pid: number;
  host: string;
  /** ISO time. */
  since: string;
}

/** One check of `doctor`. */
export interface Check {
  name: string;
  ok: boolean;
  message: string;
}
