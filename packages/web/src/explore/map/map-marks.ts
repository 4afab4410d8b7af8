import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { client } from "../../api/client.ts";
import { fetchMapMask, joinedMasks, type MapScope } from "../../api/maps.ts";
import { selectedViews } from "../actions/selected-view.ts";
import type { Selection } from "../grid/selection.ts";

/** A growing selection asks for its places at most this often, in ms. */
const settleAfter = 150;

/**
 * Which points of a map are selected one by one in the grid; null where none are. A selection of everything is what the view shows
 * already, so it marks nothing.
 */
export function useMapMarks(scope: MapScope, indexId: string, selection: Selection): Uint8Array | null {
  const settled = useSettledSelection(selection);
  const ids = settled.kind === "some" ? [...settled.ids] : [];
  const { data } = useQuery<Uint8Array>({
    queryKey: ["mapMarks", scope, indexId, ids],
    queryFn: ({ signal }) => marksOf(scope, settled, signal),
    enabled: ids.length > 0,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 10_000,
  });
  return selection.kind === "some" && selection.ids.size > 0 && ids.length > 0 ? (data ?? null) : null;
}

async function marksOf(scope: MapScope, selection: Selection, signal: AbortSignal): Promise<Uint8Array> {
  const masks: Uint8Array[] = [];
  for (const asked of selectedViews(selection, {})) {
    const { view } = await client.call("createView", asked, { signal });
    masks.push(await fetchMapMask(view, scope, signal));
  }
  return joinedMasks(masks);
}

function useSettledSelection(selection: Selection): Selection {
  const [settled, setSettled] = useState(selection);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(selection), settleAfter);
    return () => clearTimeout(timer);
  }, [selection]);
  return settled;
}
