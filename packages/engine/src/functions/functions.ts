import { quoteText } from "@gleaner/schema";
import type { UseCase } from "../context.ts";
import { functionResult } from "./create-function.ts";

export const listFunctions: UseCase<"listFunctions"> = async ({ workspace }) => ({
  functions: await workspace.functions.list(),
});

export const getFunction: UseCase<"getFunction"> = async ({ workspace }, { name }) => {
  const saved = await workspace.functions.get(name);
  const field = scoreField(name);
  const { facets } = await workspace.samples.facets({ unit: saved.unit, where: `${field} is not null` }, [field], 1);
  const [facet] = facets;
  const { edges, counts } = facet?.kind === "histogram" ? facet : { edges: [], counts: [] };
  return { ...functionResult(saved), histogram: { edges, counts }, arrivals: await workspace.functions.arrivals(name) };
};

export const functionScores: UseCase<"functionScores"> = async ({ workspace }, request) => {
  const { name, datasets, where, order, start, limit } = request;
  const { threshold, unit } = await workspace.functions.get(name);
  const field = scoreField(name);
  const numbers = await workspace.samples.numbers({
    unit,
    datasets,
    where: where.trim() === "" ? `${field} is not null` : `(${where}) and ${field} is not null`,
    sort: order === "highest" ? `-${field}` : field,
  });
  const page = numbers.subarray(start, start + limit);
  const [samples, scores] = [await workspace.samples.rows(page), await workspace.samples.values(page, field)];
  const scoreOf = new Map(Array.from(page, (number, at) => [number, scores[at]]));
  return {
    function: name,
    threshold,
    total: numbers.length,
    scores: samples.map(({ id, path, number }) => ({ id, path, score: scoreOf.get(number) ?? 0 })),
  };
};

export const deleteFunction: UseCase<"deleteFunction"> = async ({ workspace, actor }, { name }) => {
  await workspace.functions.delete(name, { actor });
  return { deleted: 1, dryRun: false };
};

/** The score of a function as a field of filters and sorting. */
function scoreField(name: string): string {
  return `fn(${quoteText(name)})`;
}
