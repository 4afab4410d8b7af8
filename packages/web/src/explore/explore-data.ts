import { GleanerError, type Sample, type ViewInput, type ViewSnapshot } from "@gleaner/schema";
import { keepPreviousData, type QueryClient, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import { operationQuery } from "../api/queries.ts";

/** Rows fetched at once. */
export const pageSize = 120;

/** Takes snapshots anew when the server has forgotten one, and tells whether it has. */
function useForgottenView(error: unknown): boolean {
  const queryClient = useQueryClient();
  const forgotten = error instanceof GleanerError && error.code === "view_not_found";
  useEffect(() => {
    if (forgotten) void queryClient.invalidateQueries({ queryKey: ["createView"] });
  }, [forgotten, queryClient]);
  return forgotten;
}

/** The snapshot of a view, taken anew when the view changes; the previous one stays while the next is taken. */
export function useSnapshot(view: ViewInput | null) {
  return useQuery({
    ...operationQuery("createView", view ?? {}),
    enabled: view !== null,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData<ViewSnapshot>,
  });
}

function pageQuery(view: string, page: number) {
  return {
    ...operationQuery("viewRows", { view, start: page * pageSize, count: pageSize }),
    staleTime: 60_000,
    gcTime: 60_000,
  };
}

/** Follows a value at most every `ms`, so that pages flown over are never asked for. */
function useSettled<Value>(value: Value, key: string, ms: number): Value {
  const [settled, setSettled] = useState({ key, value, at: 0 });
  useEffect(() => {
    if (settled.key === key) return;
    const wait = Math.max(0, ms - (performance.now() - settled.at));
    const timer = setTimeout(() => setSettled({ key, value, at: performance.now() }), wait);
    return () => clearTimeout(timer);
  }, [key, value, ms, settled]);
  return settled.value;
}

/**
 * Rows of a snapshot by position, loaded for `[first, end)`. Pages that leave the range before they arrive are aborted.
 * `rowAt` gives undefined for a row that isn't there yet.
 */
export function useRows(snapshot: ViewSnapshot | undefined, first: number, end: number) {
  const view = snapshot?.view ?? "";
  const firstPage = Math.floor(first / pageSize);
  const endPage = Math.max(firstPage, Math.ceil(end / pageSize));
  const range = useSettled({ view, firstPage, endPage }, `${view} ${firstPage} ${endPage}`, 70);
  const pages = Array.from(
    { length: range.view === "" ? 0 : range.endPage - range.firstPage },
    (_, i) => range.firstPage + i,
  );
  const loaded = useQueries({
    queries: pages.map((page) => pageQuery(range.view, page)),
    combine: (results) => ({
      rows: new Map(results.map(({ data }, at) => [pages[at], data?.rows])),
      error: results.find(({ error }) => error !== null)?.error ?? null,
    }),
  });
  const forgotten = useForgottenView(loaded.error);
  const rowAt = (index: number): Sample | undefined => {
    const page = Math.floor(index / pageSize);
    return range.view === view ? loaded.rows.get(page)?.[index - page * pageSize] : undefined;
  };
  return { rowAt, error: forgotten ? null : loaded.error };
}

/** Loads the rows at positions, whole pages at a time, from the cache where they are. */
async function loadRows(queryClient: QueryClient, view: string, first: number, end: number): Promise<Sample[]> {
  const rows: Sample[] = [];
  for (let page = Math.floor(first / pageSize); page * pageSize < end; page++) {
    const { rows: loaded } = await queryClient.fetchQuery(pageQuery(view, page));
    for (const [offset, row] of loaded.entries()) {
      const index = page * pageSize + offset;
      if (index >= first && index < end) rows.push(row);
    }
  }
  return rows;
}

/** A function that loads the rows `[first, end)` of a snapshot. */
export function useRowLoader(snapshot: ViewSnapshot | undefined): (first: number, end: number) => Promise<Sample[]> {
  const queryClient = useQueryClient();
  const view = snapshot?.view;
  return useCallback(
    (first, end) => (view === undefined ? Promise.resolve([]) : loadRows(queryClient, view, first, end)),
    [queryClient, view],
  );
}

/** The row at one position, for the sample panel's previous and next. */
export function useRowAt(snapshot: ViewSnapshot | undefined, index: number | null): Sample | undefined {
  const inView = snapshot !== undefined && index !== null && index >= 0 && index < snapshot.total;
  const page = inView ? Math.floor(index / pageSize) : 0;
  const { data } = useQuery({ ...pageQuery(snapshot?.view ?? "", page), enabled: inView });
  return inView ? data?.rows[index - page * pageSize] : undefined;
}
