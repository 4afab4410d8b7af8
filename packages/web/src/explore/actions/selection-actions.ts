import type { RequestOf, ViewInput } from "@gleaner/schema";
import { useQueryClient } from "@tanstack/react-query";
import { client } from "../../api/client.ts";
import { refreshAfterChange } from "../../api/queries.ts";
import { useUndo } from "../../app/undo.ts";
import { announceChange } from "../../toast/toasts.ts";
import { formatAmount } from "../../ui/format.ts";
import type { Selection } from "../grid/selection.ts";
import { selectedView, selectedViews } from "./selected-view.ts";

const rowsAtOnce = 1000;

/** What can be done to the selected samples of a view. Each says what it did and offers to undo it; failures reject. */
export function useSelectionActions(selection: Selection, base: ViewInput) {
  const queryClient = useQueryClient();
  const undo = useUndo();

  const unit = base.unit ?? "sample";

  async function finish(title: string): Promise<void> {
    announceChange(title, undo);
    await refreshAfterChange(queryClient, { snapshots: false });
  }

  async function selectedIds(): Promise<string[]> {
    if (selection.kind === "some") return [...selection.ids];
    const { view, total } = await client.call("createView", selectedView(selection, base));
    const ids: string[] = [];
    for (let start = 0; start < total; start += rowsAtOnce) {
      const { rows } = await client.call("viewRows", { view, start, count: rowsAtOnce });
      ids.push(...rows.map(({ id }) => id));
    }
    return ids;
  }

  /** Samples for a slice: ids where they were chosen one by one, else the view. */
  function members(): Pick<RequestOf<"addToSlice">, "ids" | "view"> {
    return selection.kind === "some" ? { ids: [...selection.ids] } : { view: selectedView(selection, base) };
  }

  return {
    async tag(name: string): Promise<void> {
      let changed = 0;
      for (const view of selectedViews(selection, base))
        changed += (await client.call("tag", { view, add: [name] })).changed;
      await finish(`${formatAmount(changed, unit)} tagged ${name}`);
    },
    async untag(name: string): Promise<void> {
      let changed = 0;
      for (const view of selectedViews(selection, base))
        changed += (await client.call("tag", { view, remove: [name] })).changed;
      await finish(`Tag ${name} taken from ${formatAmount(changed, unit)}`);
    },
    async label(name: string): Promise<void> {
      const { changed } = await client.call("setLabel", { ids: await selectedIds(), class: name });
      await finish(`${formatAmount(changed, unit)} labelled ${name}`);
    },
    async addToSlice(name: string, existing: boolean): Promise<void> {
      const { count } = existing
        ? await client.call("addToSlice", { name, ...members() })
        : await client.call("createSlice", { name, unit, ...members() });
      await finish(`${name} holds ${formatAmount(count, unit)}`);
    },
  };
}
