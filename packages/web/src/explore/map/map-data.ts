import type { Index, Sample, Unit } from "@gleaner/schema";
import { keepPreviousData, queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { client } from "../../api/client.ts";
import { fetchMap, fetchMapColors, fetchMapMask, type MapScope } from "../../api/maps.ts";
import { useOperation } from "../../api/queries.ts";
import type { MapPoint } from "./map-protocol.ts";

/** Which map fits the chosen datasets, or what there is to choose from. */
export type MapChoice =
  | { kind: "map"; scope: MapScope; index: Index }
  | { kind: "choose"; datasets: string[] }
  | { kind: "none"; datasets: string[] };

const sameNames = (a: string[], b: string[]) => a.length === b.length && a.every((name) => b.includes(name));

/** Finds the map for the chosen datasets among the indexes; with none chosen, a map of all of them or the only one there is. */
export function chooseMap(indexes: Index[], space: string, chosen: string[], datasets: string[]): MapChoice {
  const maps = indexes.filter((index) => index.space === space);
  const wanted = chosen.length > 0 ? chosen : datasets;
  const index = maps.find(({ scope }) => sameNames(scope, wanted));
  if (index) return { kind: "map", scope: { space, datasets: index.scope }, index };
  const single = maps.filter(({ scope }) => scope.length === 1).map(({ scope }) => scope[0]);
  if (chosen.length !== 1 && single.length > 0) {
    return { kind: "choose", datasets: chosen.length > 0 ? single.filter((name) => chosen.includes(name)) : single };
  }
  return { kind: "none", datasets: wanted };
}

/** The map for the chosen datasets; null while unknown. */
export function useMapChoice(
  unit: Unit,
  space: string,
  chosen: string[],
): { choice: MapChoice | null; error: unknown } {
  const indexes = useOperation("listIndexes", {});
  const datasets = useOperation("listDatasets", {});
  const error = indexes.error ?? datasets.error;
  if (!indexes.data || !datasets.data) return { choice: null, error };
  const names = datasets.data.datasets
    .filter(({ samples, objects }) => (unit === "object" ? objects : samples) > 0)
    .map(({ name }) => name);
  return { choice: chooseMap(indexes.data.indexes, space, chosen, names), error };
}

/** The points of a map; they change only with the index. */
export function useMapPoints(scope: MapScope, indexId: string) {
  return useQuery({
    queryKey: ["map", scope, indexId],
    queryFn: ({ signal }) => fetchMap(scope, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 30_000,
  });
}

/** The colour values of a map by a field; none are asked for where the field is null. */
export function useMapColors(scope: MapScope, indexId: string, by: string | null, n: number | undefined) {
  return useQuery({
    queryKey: ["mapColors", scope, indexId, by],
    queryFn: ({ signal }) => fetchMapColors(scope, by ?? "", n ?? 0, signal),
    enabled: n !== undefined && by !== null,
    staleTime: 60_000,
    gcTime: 30_000,
  });
}

/** Which points of a map are in a view; null where all are or while unknown. */
export function useMapMask(scope: MapScope, indexId: string, view: string | null) {
  return useQuery({
    queryKey: ["mapMask", scope, indexId, view],
    queryFn: ({ signal }) => fetchMapMask(view ?? "", scope, signal),
    enabled: view !== null,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 10_000,
  });
}

/** The sample behind a map point, which the map knows by number alone; asked for only when the pointer rests. */
export function usePointSample(point: MapPoint | null) {
  const queryClient = useQueryClient();
  const [resting, setResting] = useState<MapPoint | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setResting(point), point === null ? 0 : 60);
    return () => clearTimeout(timer);
  }, [point]);
  const wanted = point !== null && resting?.number === point.number ? point : null;
  const { data } = useQuery({ ...pointQuery(wanted?.number ?? -1), enabled: wanted !== null });
  return {
    sample: wanted ? (data ?? null) : null,
    load: (at: MapPoint) => queryClient.fetchQuery(pointQuery(at.number)),
  };
}

function pointQuery(number: number) {
  return queryOptions({
    queryKey: ["pointSample", number],
    queryFn: async ({ signal }): Promise<Sample | null> => {
      const { samples } = await client.call("samplesByNumber", { numbers: [number] }, { signal });
      return samples[0] ?? null;
    },
    staleTime: 60_000,
  });
}

/** The samples behind several points by number; those of before stay while the next are asked for. */
export function usePointSamples(numbers: number[]): Map<number, Sample> {
  const { data } = useQuery({
    queryKey: ["pointSamples", numbers],
    queryFn: ({ signal }) => client.call("samplesByNumber", { numbers }, { signal }),
    enabled: numbers.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    gcTime: 60_000,
  });
  return useMemo(() => new Map(data?.samples.map((sample) => [sample.number, sample])), [data]);
}
