import { useSyncExternalStore } from "react";

/** Which sample (by number) the pointer or the keyboard is on; grid and map share it without rendering each other. */
export class HoverStore {
  #number: number | null = null;
  #listeners = new Set<() => void>();

  get = (): number | null => this.#number;

  set(number: number | null): void {
    if (this.#number === number) return;
    this.#number = number;
    for (const listener of this.#listeners) listener();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

/** The hovered sample's number, followed. */
export function useHovered(store: HoverStore): number | null {
  return useSyncExternalStore(store.subscribe, store.get);
}
