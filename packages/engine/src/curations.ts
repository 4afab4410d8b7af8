import { rm } from "node:fs/promises";
import { GleanerError } from "@gleaner/schema";
import type { UseCase } from "./context.ts";
import { readPicks } from "./curate/pick-record.ts";
import { reportPaths } from "./report-files.ts";

export const listCurations: UseCase<"listCurations"> = async ({ workspace }, { dataset }) => ({
  runs: await workspace.curations.list(dataset),
});

export const getCuration: UseCase<"getCuration"> = async ({ workspace }, { run }) => {
  const { outcome, ...curation } = await workspace.curations.get(run);
  return curation;
};

export const curationPicks: UseCase<"curationPicks"> = async ({ workspace }, { run, start, count }) => {
  const { outcome } = await workspace.curations.get(run);
  return readPicks(workspace, outcome, start, count);
};

export const compareCurations: UseCase<"compareCurations"> = async ({ workspace }, { a, b }) => {
  if (a === b) throw new GleanerError("bad_request", "Give two different runs to compare.");
  const [first, second] = [await workspace.curations.get(a), await workspace.curations.get(b)];
  const picked = new Set(await picksOf(workspace, first.slices));
  const other = new Set(await picksOf(workspace, second.slices));
  const shared = [...picked].filter((number) => other.has(number)).length;
  const union = picked.size + other.size - shared;
  return {
    a: first,
    b: second,
    shared,
    onlyA: picked.size - shared,
    onlyB: other.size - shared,
    jaccard: union > 0 ? shared / union : 1,
  };
};

export const deleteCuration: UseCase<"deleteCuration"> = async ({ workspace, actor }, { run }) => {
  await workspace.curations.get(run);
  const { html, json } = await reportPaths(workspace, run);
  await workspace.curations.delete(run, { actor });
  await Promise.all([rm(html, { force: true }), rm(json, { force: true })]);
  return { deleted: 1, dryRun: false };
};

async function picksOf(
  workspace: Parameters<UseCase<"getCuration">>[0]["workspace"],
  slices: { name: string }[],
): Promise<number[]> {
  const members = await Promise.all(slices.map(({ name }) => workspace.slices.members(name)));
  return members.flatMap((numbers) => [...numbers]);
}
