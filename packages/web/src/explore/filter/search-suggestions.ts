import { useOperation } from "../../api/queries.ts";
import { type ExploreState, noSearch, spaceOf } from "../../router/explore-state.ts";
import { searchWords } from "./search-words.ts";

/** One thing that the search box offers beside completions of a filter. */
export interface SearchSuggestion {
  label: string;
  doc: string;
  /** What it changes of the explore state. */
  change: Partial<ExploreState>;
}

/**
 * What can be done with what was typed besides filtering: words to look for, or a description of what pictures show where the model of the
 * space reads text. For an empty box the filters for common questions. Nothing is asked for while `open` is false.
 */
export function useSearchSuggestions(state: ExploreState, text: string, open: boolean): SearchSuggestion[] {
  const readsText = useReadsText(spaceOf(state), open);
  const plain = state.unit === "sample" && state.datasets.length < 2;
  const ready = useOperation(
    "readyFilters",
    { dataset: state.datasets[0], space: spaceOf(state) },
    { enabled: open && plain },
  );
  if (text.trim() === "") {
    if (!plain) return [];
    const usable = ready.data?.filters.filter(({ missing }) => missing === null) ?? [];
    return usable.map(({ title, explanation, where, sort }) => ({
      label: title,
      doc: explanation,
      change: { where, sort },
    }));
  }
  const words = searchWords(text, state.unit);
  if (words === null) return [];
  const found: SearchSuggestion[] = [
    { label: `Words “${words}”`, doc: "In names, labels, tags and metadata", change: { words } },
  ];
  if (readsText) {
    const doc = "By what the pictures show";
    found.push({ label: `Looks like “${words}”`, doc, change: { ...noSearch, described: words, sort: null } });
  }
  return found;
}

function useReadsText(space: string, open: boolean): boolean {
  const spaces = useOperation("listSpaces", {}, { enabled: open });
  const models = useOperation("listModels", {}, { enabled: open, staleTime: 600_000 });
  const model = spaces.data?.spaces.find(({ name }) => name === space)?.model;
  return models.data?.models.some(({ id, text }) => id === model && text) ?? false;
}
