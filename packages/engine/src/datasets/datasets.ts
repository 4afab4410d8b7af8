import type { UseCase } from "../context.ts";

export const listDatasets: UseCase<"listDatasets"> = async ({ workspace }) => ({
  datasets: await workspace.datasets.list(),
});

export const renameDataset: UseCase<"renameDataset"> = async ({ workspace, actor }, { name, to }) => {
  await workspace.datasets.rename(name, to, { actor });
  return { changed: 1 };
};

export const deleteDataset: UseCase<"deleteDataset"> = async ({ workspace, actor, indexes }, { name, dryRun }) => {
  const deleted = await workspace.datasets.delete(name, { actor, dryRun });
  if (!dryRun) indexes.forget();
  return { deleted, dryRun };
};

/** @throws GleanerError `dataset_not_found` for the first name that is not a dataset */
export async function requireDatasets(
  { workspace }: Parameters<UseCase<"listDatasets">>[0],
  names: readonly string[],
): Promise<void> {
  for (const name of names) await workspace.datasets.get(name);
}
