import { KeptNumbers } from "./coco-ids.ts";

interface Category {
  name: string;
  supercategory: string | null;
  /** How many objects give which id. */
  ids: Map<string, number>;
}

/** The classes of an export, with the ids and super-categories that their objects came with. */
export class CocoCategories {
  readonly #numbers = new Map<string, number>();
  readonly #categories: Category[] = [];

  /** The place of a class in the order of appearance. */
  place(name: string, id: string | null, supercategory: string | null): number {
    let place = this.#numbers.get(name);
    if (place === undefined) {
      place = this.#categories.length;
      this.#numbers.set(name, place);
      this.#categories.push({ name, supercategory, ids: new Map() });
    }
    const { ids } = this.#categories[place];
    if (id !== null) ids.set(id, (ids.get(id) ?? 0) + 1);
    return place;
  }

  supercategory(place: number): string | null {
    return this.#categories[place].supercategory;
  }

  /** Ids by place, and the entries of `categories` in the order of the ids. */
  finish(): { ids: number[]; entries: { id: number; name: string; supercategory?: string }[] } {
    const numbers = new KeptNumbers();
    const kept = this.#categories.map(({ ids }) => {
      const [most] = [...ids].sort((a, b) => b[1] - a[1]);
      return most ? numbers.keep(most[0]) : null;
    });
    const ids = kept.map((id) => id ?? numbers.fresh());
    const entries = this.#categories.map(({ name, supercategory }, place) => ({
      id: ids[place],
      name,
      ...(supercategory !== null && { supercategory }),
    }));
    return { ids, entries: entries.sort((a, b) => a.id - b.id) };
  }
}
