import type { Decoder } from "@gleaner/formats";
import type { OperationName, ParsedRequestOf, ResultOf } from "@gleaner/schema";
import type { Workspace } from "@gleaner/store";
import type { ModelCache } from "./embedding/model-cache.ts";
import type { Renewal } from "./embedding/renewal.ts";
import type { IndexCache } from "./indexes/index-cache.ts";
import type { JobRunner } from "./jobs.ts";
import type { MediaSources } from "./media/media-sources.ts";
import type { ViewCache } from "./views/view-cache.ts";
import type { Work } from "./work.ts";

/** What every use case works with. */
export interface EngineContext {
  readonly workspace: Workspace;
  /** Decodes images in child processes, which start when they are needed. */
  readonly decoder: Decoder;
  /** Opened models; kept while the engine lives. */
  readonly models: ModelCache;
  /** Loaded graphs, trees, maps and searchers of the indexes in use. */
  readonly indexes: IndexCache;
  /** Where pictures lie that are on screen. */
  readonly sources: MediaSources;
  /** Snapshots of views. */
  readonly views: ViewCache;
  /** Embeds changed objects again. */
  readonly renewal: Renewal;
  /** The runner of long work over HTTP. */
  readonly jobs: JobRunner;
  /** Processor threads that long work may use. */
  readonly threads: number;
  /** Who acts, for the event log. */
  readonly actor: string;
}

/** One use case: a checked request in, a result out. */
export type UseCase<Name extends OperationName> = (
  context: EngineContext,
  request: ParsedRequestOf<Name>,
  work: Work,
) => Promise<ResultOf<Name>>;
