import { type ExploreState, isSearching } from "../router/explore-state.ts";

/** The state whose search looks for more of what a sample shows, or for less of it; without a search, "less" changes nothing. */
export function refined(state: ExploreState, id: string, like: boolean): Partial<ExploreState> {
  if (!like && !isSearching(state)) return {};
  const others = (ids: string[]) => ids.filter((one) => one !== id);
  const [positive, negative] = [others(state.like), others(state.unlike)];
  return like
    ? { like: [...positive, id], unlike: negative, sort: null }
    : { like: positive, unlike: [...negative, id] };
}
