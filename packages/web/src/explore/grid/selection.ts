/** Which samples are chosen: some by id, or all of the view but some. */
export type Selection = { kind: "some"; ids: ReadonlySet<string> } | { kind: "all"; except: ReadonlySet<string> };

export const nothingSelected: Selection = { kind: "some", ids: new Set() };
export const everythingSelected: Selection = { kind: "all", except: new Set() };

/** Whether a sample of the view is chosen. */
export function isSelected(selection: Selection, id: string): boolean {
  return selection.kind === "some" ? selection.ids.has(id) : !selection.except.has(id);
}

/** How many of a view of `total` samples are chosen. */
export function selectedCount(selection: Selection, total: number): number {
  return selection.kind === "some" ? selection.ids.size : Math.max(0, total - selection.except.size);
}

/** The selection with these samples in it, or out of it. */
export function withSamples(selection: Selection, ids: Iterable<string>, chosen: boolean): Selection {
  const held = new Set(selection.kind === "some" ? selection.ids : selection.except);
  const add = chosen === (selection.kind === "some");
  for (const id of ids) {
    if (add) held.add(id);
    else held.delete(id);
  }
  return selection.kind === "some" ? { kind: "some", ids: held } : { kind: "all", except: held };
}

/** The selection with one sample switched. */
export function toggled(selection: Selection, id: string): Selection {
  return withSamples(selection, [id], !isSelected(selection, id));
}
