import type { ResultOf } from "@gleaner/schema";
import type { UseCase } from "../context.ts";

type ReadyFilter = ResultOf<"readyFilters">["filters"][number];

/** The share of samples that lie nearer to their neighbour than what is called far. */
const usualShare = 0.95;

/**
 * Filters for common questions. Where one needs a threshold it comes from the data: a sample is unlike anything labelled when it lies
 * farther from every labelled sample than 95 % of the samples lie from their nearest neighbour.
 */
export const readyFilters: UseCase<"readyFilters"> = async ({ workspace, indexes }, { dataset, space }) => {
  const datasets = dataset === undefined ? [] : [(await workspace.datasets.get(dataset)).name];
  const index = await indexes.latest(space, datasets);
  const { labeled } = await workspace.samples.stats({ unit: index?.unit, datasets });
  const notIndexed = index ? null : `Build an index: gleaner index ${dataset ?? "--all"}`;
  const usual = index ? await usualDistance(workspace.samples, await workspace.indexes.numbers(index.id), space) : null;
  const filters: ReadyFilter[] = [
    {
      id: "duplicates",
      title: "Duplicates",
      where: "duplicate = true",
      sort: "cluster",
      explanation: "Samples for which another one, nearly the same, stands: the set without them says as much.",
      missing: notIndexed,
    },
    {
      id: "unlike-labeled",
      title: "Not like anything labelled",
      where: `label is null and labeled_distance > ${usual ?? 0}`,
      sort: "-labeled_distance",
      explanation: "Farther from every labelled sample than 95 % of samples are from their nearest neighbour.",
      missing: notIndexed ?? (labeled === 0 ? "Label some samples first: there are no labels yet." : null),
    },
    {
      id: "unlabeled",
      title: "Without a label",
      where: "label is null",
      sort: null,
      explanation: "Samples that nobody has labelled.",
      missing: null,
    },
    {
      id: "edge-cases",
      title: "Edge cases",
      where: "cluster_size <= 2",
      sort: "-nn_distance",
      explanation: "Samples in clusters of at most two: what random sampling misses.",
      missing: notIndexed,
    },
  ];
  return { filters };
};

/** The distance to the nearest neighbour that 95 % of indexed samples stay below, with four digits. */
async function usualDistance(
  samples: Parameters<UseCase<"query">>[0]["workspace"]["samples"],
  numbers: Int32Array,
  space: string,
): Promise<number> {
  const distances = (await samples.values(numbers, "nn_distance", { space }))
    .filter((distance) => !Number.isNaN(distance))
    .sort();
  return Number((distances[Math.floor(usualShare * (distances.length - 1))] ?? 0).toPrecision(4));
}
