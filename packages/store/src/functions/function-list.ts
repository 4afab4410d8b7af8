import type { SavedFunction } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import { spaceRows } from "../vectors/space-rows.ts";
import { listedExamples } from "./examples.ts";
import { type FunctionRow, functionRows } from "./function-rows.ts";

/** Every function with its present counts, by name. */
export async function listFunctions(catalog: Catalog): Promise<SavedFunction[]> {
  const rows = await functionRows(catalog);
  if (rows.length === 0) return [];
  const [examples, scores, answers, spaces, datasets] = await Promise.all([
    listedExamples(catalog),
    countScores(catalog),
    countAnswers(catalog),
    spaceRows(catalog),
    catalog.rows(
      `select d.id, d.name, count(s.number) as samples, coalesce(sum(s.object_count), 0)::integer as objects
       from datasets d left join samples s on s.dataset = d.id group by d.id, d.name order by d.name`,
    ),
  ]);
  const known = datasets.map((row) => ({
    id: row.number("id"),
    name: row.text("name"),
    sample: row.number("samples"),
    object: row.number("objects"),
  }));
  return rows.map((row) => {
    const scope = known.filter(({ id }) => row.datasets === null || row.datasets.includes(id));
    const space = spaces.find(({ id }) => id === row.space);
    const unit = space?.unit ?? "sample";
    const all = scope.reduce((sum, dataset) => sum + dataset[unit], 0);
    const { scored = 0, matches = 0 } = scores.get(row.id) ?? {};
    return {
      ...described(row),
      space: space?.name ?? "",
      unit,
      datasets: row.datasets && scope.map((dataset) => dataset.name),
      ...(examples.get(row.id) ?? { positives: [], negatives: [] }),
      answers: answers.get(row.id) ?? { yes: 0, no: 0 },
      scored,
      unscored: all - scored,
      matches,
    };
  });
}

function described(row: FunctionRow) {
  const { name, description, aggregate, threshold, thresholdSource, precision, recall, actions, version } = row;
  const { createdAt, editedAt, classifier } = row;
  const kind: SavedFunction["kind"] = classifier ? "classifier" : "similarity";
  return {
    ...{ name, description, kind, aggregate, threshold, thresholdSource, precision, recall, actions, version },
    ...{ createdAt, editedAt },
  };
}

/** Scores and hits of each function, as `fn()` in a filter compares them. */
async function countScores(catalog: Catalog): Promise<Map<number, { scored: number; matches: number }>> {
  const rows = await catalog.rows(
    `select f.id, count(s.score)::integer as scored, (count(*) filter (s.score >= f.threshold::float))::integer as matches
     from functions f join function_scores s on s.function = f.id
     where s.sample not in (select number from samples where dataset < 0) group by f.id`,
  );
  return new Map(
    rows.map((row) => [row.number("id"), { scored: row.number("scored"), matches: row.number("matches") }]),
  );
}

async function countAnswers(catalog: Catalog): Promise<Map<number, { yes: number; no: number }>> {
  const rows = await catalog.rows(
    `select function, (count(*) filter (is_match))::integer as yes, (count(*) filter (not is_match))::integer as no
     from function_answers group by function`,
  );
  return new Map(rows.map((row) => [row.number("function"), { yes: row.number("yes"), no: row.number("no") }]));
}
