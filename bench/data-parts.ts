import { readdirSync } from "node:fs";

/** One benchmark: a file of this folder. */
export interface Part {
  readonly name: string;
  readonly about: string;
  /** Minutes after which it is stopped. On two quiet cores a part takes about a third of it. */
  readonly limit: number;
}

/** The parts that together are the table of figures that the kernel is measured by; they run when none is named. */
const table: readonly Part[] = [
  { name: "neighbors", about: "exact and approximate graph, 1,000 more rows; faiss, pynndescent, sklearn", limit: 60 },
  { name: "map", about: "UMAP from a ready graph; umap-learn, trustworthiness", limit: 30 },
  { name: "clusters", about: "whole tree, cuts, purity; faiss k-means", limit: 20 },
  { name: "selection-speed", about: "20,000 picks by every strategy; naive k-center", limit: 15 },
  { name: "probe", about: "logistic and ridge probes, out-of-sample probabilities; scikit-learn", limit: 10 },
  { name: "search", about: "one query, a filter, a batch; faiss", limit: 10 },
];

/** What else is worth a word or another limit. */
const others: readonly Part[] = [
  { name: "million-neighbors", about: "automatic graph at 10,000 to 1,000,000 rows; writes 4 GB once", limit: 60 },
  { name: "index-step", about: "`gleaner index` whole, at 70,000 and 1,000,000 rows; writes 4 GB once", limit: 90 },
  { name: "selection", about: "what selection does for training, by budget and strategy", limit: 120 },
];

/** All parts: those of the table first, then every other file of the folder that runs by itself. */
export function benchmarkParts(): { table: readonly Part[]; all: readonly Part[] } {
  const known = [...table, ...others];
  const files = readdirSync(new URL(".", import.meta.url))
    .filter((file) => /^[a-z-]+\.ts$/.test(file) && !/^(main|projection)\.ts$|^data-/.test(file))
    .map((file) => file.replace(/\.ts$/, ""))
    .sort();
  const rest = files.filter((name) => !known.some((part) => part.name === name));
  return { table, all: [...known, ...rest.map((name) => ({ name, about: "see its first lines", limit: 30 }))] };
}
