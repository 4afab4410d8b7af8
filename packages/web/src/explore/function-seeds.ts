import type { Seeds } from "../functions/function-form.ts";
import { type ExploreState, spaceOf } from "../router/explore-state.ts";
import { anchorOf, pictureOf } from "./pictures/picture-store.ts";

/** What a function made of the present similarity search stands on. */
export function searchSeeds(state: ExploreState): Seeds {
  const { unit, like, unlike, pictures, described, aggregate, datasets } = state;
  const images = pictures.flatMap((key) => {
    const picture = pictureOf(key);
    return picture ? [anchorOf(picture)] : [];
  });
  return { unit, like, unlike, images, text: described || undefined, aggregate, space: spaceOf(state), datasets };
}

/** What a function made of selected samples stands on. */
export function selectionSeeds(state: ExploreState, ids: string[]): Seeds {
  return { unit: state.unit, like: ids, unlike: [], images: [], space: spaceOf(state), datasets: state.datasets };
}
