import { rm } from "node:fs/promises";
import { GleanerError } from "@gleaner/schema";
import type { UseCase } from "../context.ts";
import { compareRuns } from "./compare-runs.ts";
import { readPicks } from "./pick-record.ts";
import { reportPaths } from "./report-files.ts";
import { runFacts } from "./run-facts.ts";

export const listCurations: UseCase<"listCurations"> = async ({ workspace }, { dataset }) => ({
  runs: await workspace.curations.list(dataset),
});

export const getCuration: UseCase<"getCuration"> = async ({ workspace }, { run }) => {
  const { outcome, ...curation } = await workspace.curations.get(run);
  return { ...curation, ...runFacts(outcome) };
};

export const curationPicks: UseCase<"curationPicks"> = async ({ workspace }, { run, start, count }) => {
  const { outcome } = await workspace.curations.get(run);
  return readPicks(workspace, outcome, start, count);
};

export const compareCurations: UseCase<"compareCurations"> = async ({ workspace }, { a, b }) => {
  if (a === b) throw new GleanerError("bad_request", "Give two different runs to compare.");
  return compareRuns(await workspace.curations.get(a), await workspace.curations.get(b));
};

export const deleteCuration: UseCase<"deleteCuration"> = async ({ workspace, actor }, { run }) => {
  await workspace.curations.get(run);
  const { html, json } = await reportPaths(workspace, run);
  await workspace.curations.delete(run, { actor });
  await Promise.all([rm(html, { force: true }), rm(json, { force: true })]);
  return { deleted: 1, dryRun: false };
};
