import { spaceFor } from "@gleaner/store";
import type { UseCase } from "../context.ts";
import { queryOf, resolveView } from "./view.ts";

export const query: UseCase<"query"> = async ({ workspace }, request) => {
  const { start, limit, ...wanted } = request;
  const numbers = await workspace.samples.numbers(wanted);
  return { total: numbers.length, samples: await workspace.samples.rows(numbers.subarray(start, start + limit)) };
};

export const stats: UseCase<"stats"> = async ({ workspace, indexes }, request) => {
  const counts = await workspace.samples.stats(request);
  const index = await indexes.latest(spaceFor(request.unit), request.datasets);
  const clusters = index && { level: index.level, total: index.clusters, edgeCases: index.edgeCases };
  return { ...counts, clusters };
};

export const facets: UseCase<"facets"> = async (context, { view, fields, limit, search }) => {
  const query = (await queryOf(context, view)) ?? { within: (await resolveView(context, view)).numbers };
  return context.workspace.samples.facets(query, fields, limit, search);
};

export const getSample: UseCase<"getSample"> = ({ workspace }, { id }) => workspace.samples.detail(id);

export const samplesByNumber: UseCase<"samplesByNumber"> = async ({ workspace }, { numbers }) => ({
  samples: await workspace.samples.rows(numbers),
});

export const createView: UseCase<"createView"> = async (context, view) => {
  const rows = await resolveView(context, view);
  return { view: context.views.put(rows), total: rows.numbers.length };
};

export const viewRows: UseCase<"viewRows"> = async ({ workspace, views, sources }, { view, start, count }) => {
  const { numbers, scores } = views.get(view);
  const page = numbers.subarray(start, start + count);
  // Who asks for rows asks for their pictures next.
  const [rows] = await Promise.all([workspace.samples.rows(page), sources.expect(page)]);
  if (!scores) return { total: numbers.length, rows };
  const scoreOf = new Map(Array.from(page, (number, i) => [number, scores[start + i]]));
  return { total: numbers.length, rows: rows.map((row) => ({ ...row, score: scoreOf.get(row.number) })) };
};
