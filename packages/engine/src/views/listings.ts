import { listModels as knownModels } from "@gleaner/models";
import type { UseCase } from "../context.ts";

export const listSpaces: UseCase<"listSpaces"> = async ({ workspace }) => ({ spaces: await workspace.spaces.list() });

export const listIndexes: UseCase<"listIndexes"> = async ({ workspace }) => ({
  indexes: await workspace.indexes.list(),
});

export const listModels: UseCase<"listModels"> = async () => ({
  models: (await knownModels()).map(({ title, sources, licences, ...model }) => ({
    ...model,
    description: title,
    source: sources.join(", "),
    license: licences.join(", "),
  })),
});

export const listJobs: UseCase<"listJobs"> = async ({ workspace }) => ({ jobs: await workspace.jobs.list() });

export const getJob: UseCase<"getJob"> = ({ workspace }, { id }) => workspace.jobs.get(id);

export const cancelJob: UseCase<"cancelJob"> = ({ jobs }, { id }) => jobs.cancel(id);
