import type { Seeds } from "../functions/function-form.ts";
import type { ExploreState } from "../router/explore-state.ts";
import { pictureOf } from "./pictures/picture-store.ts";

/** What a function made of the present similarity search stands on. */
export function searchSeeds({ like, unlike, pictures, aggregate, space, datasets }: ExploreState): Seeds {
  return { like, unlike, images: pictures.flatMap((key) => pictureOf(key)?.data ?? []), aggregate, space, datasets };
}

/** What a function made of selected samples stands on. */
export function selectionSeeds({ space, datasets }: ExploreState, ids: string[]): Seeds {
  return { like: ids, unlike: [], images: [], space, datasets };
}
