import { GleanerError, negated, printFilter, type ViewInput } from "@gleaner/schema";
import type { Selection } from "../grid/selection.ts";
import { idsFilter, narrowed } from "../view-of.ts";

/** Ids that fit into one filter of 64 KB, with room for the rest. */
export const idsPerFilter = 2500;

/**
 * Views that together hold exactly the selected samples; several where there are too many ids for one filter.
 * `base` is the view that the selection was made in.
 */
export function selectedViews(selection: Selection, base: ViewInput): ViewInput[] {
  if (selection.kind === "all") {
    if (selection.except.size > idsPerFilter) {
      throw new GleanerError("bad_request", `More than ${idsPerFilter} samples are taken out of the selection.`, {
        hint: "Narrow the view by a filter instead.",
      });
    }
    return [selection.except.size === 0 ? base : narrowed(base, negated(idsFilter(selection.except)))];
  }
  const ids = [...selection.ids];
  const views: ViewInput[] = [];
  for (let at = 0; at < ids.length; at += idsPerFilter) {
    views.push({ unit: base.unit, where: printFilter(idsFilter(ids.slice(at, at + idsPerFilter))) });
  }
  return views;
}

/** The one view of the selected samples, for actions that take a single view. */
export function selectedView(selection: Selection, base: ViewInput): ViewInput {
  const views = selectedViews(selection, base);
  if (views.length === 1) return views[0];
  throw new GleanerError("bad_request", `More than ${idsPerFilter} samples are selected one by one.`, {
    hint: "Add them to a slice first, then use the slice.",
  });
}
