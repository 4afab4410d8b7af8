import type { Sample, SampleObject } from "@gleaner/schema";
import { useQueries } from "@tanstack/react-query";
import { operationQuery, useOperation } from "../../api/queries.ts";
import { pageSize } from "../explore-data.ts";

/** The objects of the samples in `[first, end)` by the id of their sample, page by page; nothing is asked where no dataset has any. */
export function useObjectsOf(
  rowAt: (index: number) => Sample | undefined,
  first: number,
  end: number,
  wanted: boolean,
): Map<string, SampleObject[]> {
  const { data } = useOperation("listDatasets", {});
  const some = wanted && (data?.datasets.some(({ objects }) => objects > 0) ?? false);
  const pages: string[][] = [];
  if (some) {
    for (let page = Math.floor(first / pageSize); page * pageSize < end; page++) {
      const rows = Array.from({ length: pageSize }, (_, offset) => rowAt(page * pageSize + offset));
      const ids = rows.flatMap((row) => (row && !row.object ? [row.id] : []));
      if (ids.length > 0) pages.push(ids);
    }
  }
  return useQueries({
    queries: pages.map((samples) => ({ ...operationQuery("objectsOfSamples", { samples }), staleTime: 60_000 })),
    combine: (results) => {
      const found = new Map<string, SampleObject[]>();
      for (const { data: page } of results) {
        for (const object of page?.objects ?? []) {
          const known = found.get(object.sample);
          if (known) known.push(object);
          else found.set(object.sample, [object]);
        }
      }
      return found;
    },
  });
}
