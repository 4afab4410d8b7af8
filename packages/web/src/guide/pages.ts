import type { Route } from "../router/routes.ts";

const sources = import.meta.glob<string>("../../../../docs/guide/*.md", { query: "?raw", import: "default" });

/** The guide's contents. */
export const firstPage = "README";

/** Names of the pages that there are. */
export const pageNames = Object.keys(sources).map(nameOf);

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1, -".md".length);
}

/** The text of a page; null for a name that is none. It comes with the application, so it is there offline. */
export async function loadPage(name: string): Promise<string | null> {
  const path = Object.keys(sources).find((candidate) => nameOf(candidate) === name);
  return path === undefined ? null : sources[path]();
}

const pageOfScreen: Partial<Record<Route["screen"], string>> = {
  datasets: "datasets",
  explore: "explore",
  slices: "slices",
  functions: "search-and-functions",
  function: "search-and-functions",
  curations: "curate",
  "new-curation": "curate",
  curation: "report",
  compare: "report",
  quality: "quality",
  jobs: "datasets",
};

/** The page that fits a screen. */
export function pageFor(screen: Route["screen"]): string {
  const page = pageOfScreen[screen];
  return page !== undefined && pageNames.includes(page) ? page : firstPage;
}
