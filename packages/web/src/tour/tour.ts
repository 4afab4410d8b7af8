import { useSyncExternalStore } from "react";
import { readText, storeText } from "../app/preferences.ts";
import { explore, newCuration, quality, type Route, runRoute } from "../router/routes.ts";

/** Where someone is in the tour: never asked, at a step, or through with it. */
export type TourPlace = "new" | "over" | number;

/** One stop: what to look at and where. */
export interface TourStop {
  title: string;
  text: string;
  to: Route;
}

/** The five stops over a dataset; `run` is its latest curation, if there is one, and `sample` one of its samples. */
export function tourStops(dataset: string, run: string | null, sample: string | null): TourStop[] {
  return [
    {
      title: "All of it at once",
      text: "The grid and the map show the same samples; what looks alike lies close together. Hold Shift and drag on the map to take a group out.",
      to: explore({ datasets: [dataset] }),
    },
    {
      title: "More like this one",
      text: "Any sample, or any picture that you drop here, finds what looks like it. Select some and save them as a function: it scores what comes later too.",
      to: explore({ datasets: [dataset], like: sample === null ? [] : [sample] }),
    },
    {
      title: "A small set that stands for the whole",
      text: run
        ? "This run chose one sample of every cluster. The report holds it against random draws of the same size."
        : "Say what for and how many. The curve shows what the choice covers, beside random draws, while you move the budget.",
      to: run ? runRoute(run) : newCuration({ datasets: [dataset] }),
    },
    {
      title: "Sets that stay up to date",
      text: "A slice is a list, or a rule that new samples join by themselves. Every command and every filter takes one.",
      to: { screen: "slices" },
    },
    {
      title: "Put the data right",
      text: "Wrong labels, doubles, leaks and bad pictures come in one queue. One key decides, U takes back.",
      to: quality({ datasets: [dataset] }),
    },
  ];
}

const key = "tour";
const listeners = new Set<() => void>();
let place: TourPlace = readPlace();

function readPlace(): TourPlace {
  const stored = readText(key);
  if (stored === "over") return "over";
  const step = stored === null ? Number.NaN : Number(stored);
  return Number.isInteger(step) && step >= 0 && step < 5 ? step : "new";
}

/** Goes to a place of the tour; it is kept for the next visit. */
export function goTour(to: TourPlace): void {
  place = to;
  storeText(key, String(to));
  for (const listener of listeners) listener();
}

/** Where the tour is, followed. */
export function useTourPlace(): TourPlace {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => place,
  );
}
