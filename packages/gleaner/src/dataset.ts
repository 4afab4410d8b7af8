import { resolve } from "node:path";
import type { Caller, CallOptions, RequestOf, ResultOf } from "@gleaner/schema";
import { CurationRun } from "./curation-run.ts";
import { SampleView } from "./view.ts";

/** What a method takes: the operation's request without the dataset, which the handle adds. */
type Rest<Name extends "import" | "embed" | "index" | "curate"> = Omit<
  RequestOf<Name>,
  "dataset" | "datasets" | "paths"
>;

/** One dataset of a workspace. */
export class DatasetHandle {
  readonly name: string;
  readonly #caller: Caller;

  constructor(caller: Caller, name: string) {
    this.#caller = caller;
    this.name = name;
  }

  /** Imports a folder or file, or several. */
  import(paths: string | string[], options: Rest<"import"> & CallOptions = {}): Promise<ResultOf<"import">> {
    const { signal, onProgress, ...request } = options;
    const files = [paths].flat().map((path) => resolve(path));
    return this.#caller.call("import", { ...request, paths: files, dataset: this.name }, { signal, onProgress });
  }

  /** Embeds what has no vector yet. */
  embed(options: Rest<"embed"> & CallOptions = {}): Promise<ResultOf<"embed">> {
    const { signal, onProgress, ...request } = options;
    return this.#caller.call("embed", { ...request, datasets: [this.name] }, { signal, onProgress });
  }

  /** Builds graph, map, clusters and scores. */
  index(options: Rest<"index"> & CallOptions = {}): Promise<ResultOf<"index">> {
    const { signal, onProgress, ...request } = options;
    return this.#caller.call("index", { ...request, datasets: [this.name] }, { signal, onProgress });
  }

  /** Runs Auto-Curate. */
  async curate(options: Rest<"curate"> & CallOptions = {}): Promise<CurationRun> {
    const { signal, onProgress, ...request } = options;
    const outcome = await this.#caller.call("curate", { ...request, datasets: [this.name] }, { signal, onProgress });
    return new CurationRun(this.#caller, outcome);
  }

  /** The samples that match a filter. */
  where(expression: string): SampleView {
    return this.view().where(expression);
  }

  /** Every annotated object, as a view to narrow: its rows carry `object`, its filters may use `class`, `area` and their like. */
  objects(): SampleView {
    return new SampleView(this.#caller, { datasets: [this.name], unit: "object" });
  }

  /** Every sample, as a view to narrow. */
  view(): SampleView {
    return new SampleView(this.#caller, { datasets: [this.name] });
  }
}
