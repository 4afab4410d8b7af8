import type { Facet } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import type { SampleQuery } from "../contract/samples.ts";
import { binsOf, histogramFacet } from "./facet-shapes.ts";
import type { Field } from "./fields.ts";
import type { Selection } from "./selection.ts";

/** A field whose values are scores by number, such as `fn("name")`. */
export type ScoreField = Extract<Field, { kind: "term" }>;

/**
 * Counts scores over the samples of a query. The bins span the scores of all samples, so that they stay in place while a filter changes,
 * and one pass is enough. `total` is the number of samples.
 */
export async function countScores(
  catalog: Catalog,
  selection: Selection,
  query: SampleQuery,
  { name, term }: ScoreField,
): Promise<(total: number) => Facet> {
  const unit = await selection.unitOf(query);
  return selection.useTerm(term, unit, query.space, ({ sql, parameters }) =>
    selection.use(query, {}, async ({ number, from, where, joinParameters, whereParameters, isWhole }) => {
      const range = await catalog.row(
        `select min(value)::double as low, max(value)::double as high from ${sql} t`,
        parameters,
      );
      const [low, high] = [range.numberOrNull("low"), range.numberOrNull("high")];
      const bins = binsOf({ low, high, missing: 0 }, "number");
      if (bins === null) {
        return (total) => histogramFacet(name, { low, high, missing: total }, null, new Map(), "number");
      }
      const { start, step, bins: count } = bins;
      const scored = isWhole ? `${sql} t where true` : `${from} join ${sql} t on t.number = ${number} where ${where}`;
      const rows = await catalog.rows(
        `select least(greatest(floor((t.value - ${start}::double) / ${step}::double), 0), ${count - 1})::integer as bin, count(*) as count
         from ${scored} and t.value is not null group by bin`,
        isWhole ? parameters : [...joinParameters, ...parameters, ...whereParameters],
      );
      const counts = new Map(rows.map((row) => [row.number("bin"), row.number("count")]));
      const found = [...counts.values()].reduce((sum, each) => sum + each, 0);
      return (total) => histogramFacet(name, { low, high, missing: total - found }, bins, counts, "number");
    }),
  );
}
