import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { GleanerError } from "@gleaner/schema";
import { ArtifactFiles } from "../artifacts/artifact-files.ts";
import type { Catalog } from "../catalog/catalog.ts";
import { storeError } from "../catalog/faults.ts";
import type { Workspace } from "../contract/workspace.ts";
import { CurationCatalog } from "../curations/curation-catalog.ts";
import { DatasetCatalog } from "../datasets/dataset-catalog.ts";
import { EventCatalog } from "../events/event-catalog.ts";
import { DuplicateCatalog } from "../findings/duplicate-catalog.ts";
import { FindingCatalog } from "../findings/finding-catalog.ts";
import { FunctionCatalog } from "../functions/function-catalog.ts";
import { IndexCatalog } from "../indexes/index-catalog.ts";
import type { JobCatalog } from "../jobs/job-catalog.ts";
import { LabelCatalog } from "../labels/label-catalog.ts";
import { TagCatalog } from "../labels/tag-catalog.ts";
import { MediaFiles } from "../media/media-files.ts";
import { ObjectCatalog } from "../objects/object-catalog.ts";
import { backUp, needsBackup } from "../recovery/backup.ts";
import { FilterTerms } from "../samples/filter-terms.ts";
import { SampleCatalog } from "../samples/sample-catalog.ts";
import { Selection } from "../samples/selection.ts";
import { ComputedValues } from "../scoring/computed-values.ts";
import { SliceCatalog } from "../slices/slice-catalog.ts";
import { ShardFiles } from "../vectors/shard-files.ts";
import { SpaceCatalog } from "../vectors/space-catalog.ts";
import { VectorCatalog } from "../vectors/vector-catalog.ts";
import type { Layout } from "./layout.ts";
import type { WorkspaceLock } from "./lock.ts";
import { removeServer } from "./server-file.ts";

/** What opening hands over. */
interface Opening {
  layout: Layout;
  catalog: Catalog;
  jobs: JobCatalog;
  /** Null for a workspace that is only read. */
  lock: WorkspaceLock | null;
  notices: string[];
}

/** An open workspace: the rooms over one catalog and one folder. */
export class OpenedWorkspace implements Workspace {
  readonly folder: string;
  readonly readOnly: boolean;
  readonly notices: readonly string[];
  readonly datasets: DatasetCatalog;
  readonly samples: SampleCatalog;
  readonly objects: ObjectCatalog;
  readonly labels: LabelCatalog;
  readonly tags: TagCatalog;
  readonly slices: SliceCatalog;
  readonly spaces: SpaceCatalog;
  readonly vectors: VectorCatalog;
  readonly functions: FunctionCatalog;
  readonly findings: FindingCatalog;
  readonly duplicates: DuplicateCatalog;
  readonly indexes: IndexCatalog;
  readonly curations: CurationCatalog;
  readonly jobs: JobCatalog;
  readonly events: EventCatalog;
  readonly artifacts: ArtifactFiles;
  readonly media: MediaFiles;
  readonly catalog: Catalog;
  readonly layout: Layout;
  readonly #lock: WorkspaceLock | null;
  readonly #files: ShardFiles;
  #closing: Promise<void> | null = null;

  constructor({ layout, catalog, jobs, lock, notices }: Opening) {
    this.folder = layout.folder;
    this.readOnly = catalog.readOnly;
    this.notices = notices;
    this.layout = layout;
    this.catalog = catalog;
    this.#lock = lock;
    this.#files = new ShardFiles(layout.vectors);
    const selection = new Selection(catalog, new FilterTerms(catalog, new ComputedValues(catalog, this.#files)));
    this.datasets = new DatasetCatalog(catalog);
    this.samples = new SampleCatalog(catalog, selection);
    this.objects = new ObjectCatalog(catalog);
    this.labels = new LabelCatalog(catalog);
    this.tags = new TagCatalog(catalog);
    this.slices = new SliceCatalog(catalog, selection);
    this.spaces = new SpaceCatalog(catalog, this.#files);
    this.vectors = new VectorCatalog(catalog, this.#files);
    this.functions = new FunctionCatalog(catalog, this.#files);
    this.findings = new FindingCatalog(catalog, selection);
    this.duplicates = new DuplicateCatalog(catalog);
    this.indexes = new IndexCatalog(catalog, (space, numbers) => this.vectors.fingerprint(space, numbers));
    this.curations = new CurationCatalog(catalog);
    this.jobs = jobs;
    this.events = new EventCatalog(catalog, this.#files);
    this.artifacts = new ArtifactFiles(layout.artifacts, this.readOnly);
    this.media = new MediaFiles(layout.media, this.readOnly);
  }

  get changes(): number {
    return this.catalog.commits;
  }

  async directory(name: string): Promise<string> {
    if (!/^[a-z][a-z0-9-]*$/.test(name)) throw new RangeError(`Not the name of a folder: ${JSON.stringify(name)}`);
    const folder = join(this.folder, name);
    if (!this.readOnly) await mkdir(folder, { recursive: true });
    return folder;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    try {
      if (!this.readOnly) await this.#checkpoint();
      await this.#files.close();
    } finally {
      await this.catalog.close();
      try {
        if (!this.readOnly) await this.#backUp();
      } finally {
        if (this.#lock) {
          await removeServer(this.folder);
          await this.#lock.release();
        }
      }
    }
  }

  /** Everything is committed by now: what there is no space for stays in the log, and `doctor` tells the backup's age. */
  #checkpoint(): Promise<void> {
    return unlessOutOfSpace(this.catalog.alone((connection) => connection.change("checkpoint")));
  }

  async #backUp(): Promise<void> {
    if (await needsBackup(this.layout)) await unlessOutOfSpace(backUp(this.layout));
  }
}

async function unlessOutOfSpace(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    const known = storeError(error);
    if (!(known instanceof GleanerError && known.code === "out_of_space")) throw known;
  }
}
