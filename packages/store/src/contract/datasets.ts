import type { Dataset } from "@gleaner/schema";
import type { Change } from "./events.ts";

/** The datasets of the workspace. */
export interface Datasets {
  list(): Promise<Dataset[]>;
  /** Throws `dataset_not_found`. */
  get(name: string): Promise<Dataset>;
  has(name: string): Promise<boolean>;
  /** The name that {@link sampleId} takes for this dataset, which may not exist yet: it outlives a renaming. */
  identity(name: string): Promise<string>;
  /** Throws `dataset_not_found`, `dataset_exists`. Sample ids stay as they are. */
  rename(name: string, to: string, change?: Change): Promise<void>;
  /** Deletes the dataset's rows, with labels, memberships and vectors; image files stay. Gives the number of samples. */
  delete(name: string, change?: Change & { dryRun?: boolean }): Promise<number>;
}
