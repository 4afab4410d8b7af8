import { availableParallelism } from "node:os";
import { createDecoder } from "@gleaner/formats";
import {
  type CallOptions,
  GleanerError,
  type OperationName,
  operations,
  type ParsedRequestOf,
  type RequestOf,
  type ResultOf,
} from "@gleaner/schema";
import type { Workspace } from "@gleaner/store";
import type { EngineContext, UseCase } from "./context.ts";
import { reportFile } from "./curate/report-files.ts";
import { createModelCache } from "./embedding/model-cache.ts";
import { createRenewal } from "./embedding/renewal.ts";
import type { Engine } from "./engine.ts";
import { createIndexCache } from "./indexes/index-cache.ts";
import { mapColors, mapPoints, viewMask } from "./indexes/map.ts";
import { createJobs } from "./jobs.ts";
import { mediaOf } from "./media/media.ts";
import { createMediaSources } from "./media/media-sources.ts";
import { useCases } from "./use-cases.ts";
import { createViewCache } from "./views/view-cache.ts";
import { createWork } from "./work.ts";

/** Options of {@link createEngine}. */
export interface EngineOptions {
  /** Processor threads that long work may use; default: all. */
  threads?: number;
  /** Who acts, for the event log; default `local`. */
  actor?: string;
}

/** Puts the use cases on top of an open workspace, which the engine owns from now on and closes with itself. */
export async function createEngine(workspace: Workspace, options: EngineOptions = {}): Promise<Engine> {
  const models = createModelCache(workspace);
  const indexes = createIndexCache(workspace);
  const threads = options.threads ?? availableParallelism();
  const decoder = createDecoder({ processes: threads });
  const jobs = createJobs(workspace.jobs, (name, request, work) => call(name, request, work));
  const context: EngineContext = {
    workspace,
    decoder,
    models,
    indexes,
    sources: createMediaSources(workspace),
    views: createViewCache(),
    renewal: createRenewal(workspace, models, jobs),
    jobs,
    threads,
    actor: options.actor ?? "local",
  };

  async function call<Name extends OperationName>(
    name: Name,
    request: RequestOf<Name>,
    callOptions: CallOptions = {},
  ): Promise<ResultOf<Name>> {
    const useCase: UseCase<Name> = useCases[name];
    try {
      return await useCase(context, parseRequest(name, request), createWork(callOptions));
    } catch (error) {
      // Whatever an aborted signal made fail: nobody waits for it, and it is no fault.
      if (callOptions.signal?.aborted && !(error instanceof GleanerError)) {
        throw new GleanerError("cancelled", "Whoever asked for this has left.", { cause: error });
      }
      throw GleanerError.from(error);
    }
  }

  return {
    call,
    jobs: context.jobs,
    mapPoints: (map) => mapPoints(context, map),
    mapColors: (map, by) => mapColors(context, map, by),
    viewMask: (view, map) => viewMask(context, view, map),
    media: (anchor, size) => mediaOf(context, anchor, size),
    reportFile: (run, kind) => reportFile(context, run, kind),
    async close() {
      await context.renewal.close();
      await context.jobs.close();
      decoder.close();
      await models.close();
      await indexes.close();
      await workspace.close();
    },
  };
}

/** Checks a request against the operation's schema and fills in defaults. @throws GleanerError `bad_request` naming the field */
function parseRequest<Name extends OperationName>(name: Name, request: RequestOf<Name>): ParsedRequestOf<Name> {
  const parsed = operations[name].request.safeParse(request);
  if (parsed.success) return parsed.data as ParsedRequestOf<Name>;
  const [issue] = parsed.error.issues;
  const field = issue.path.join(".");
  throw new GleanerError("bad_request", field ? `${field}: ${issue.message}` : issue.message, {
    details: { operation: name, issues: parsed.error.issues },
  });
}
