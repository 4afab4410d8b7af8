import type { Catalog } from "../catalog/catalog.ts";
import type { SampleQuery, SampleStats } from "../contract/samples.ts";
import type { Selected } from "./selected.ts";
import type { Selection } from "./selection.ts";

/** Counts over the samples of a query; over objects, classes and sizes are theirs. */
export function sampleStats(catalog: Catalog, selection: Selection, query: SampleQuery): Promise<SampleStats> {
  return selection.use(query, {}, async (selected) => {
    const { unit, from, where, parameters } = selected;
    const isObjects = unit === "object";
    const counted = isObjects
      ? "count(distinct o.sample) as samples, count(*) as objects, count(o.class) as labeled"
      : "count(*) as samples, coalesce(sum(s.object_count), 0)::bigint as objects, count(s.label) as labeled";
    const [width, height] = isObjects
      ? ["round(o.width)::integer", "round(o.height)::integer"]
      : ["s.width", "s.height"];
    const [totals, classes, tags, splits] = await Promise.all([
      catalog.row(
        `select ${counted},
           quantile_disc(${width}, [0, 0.25, 0.5, 0.75, 1])::varchar as widths,
           quantile_disc(${height}, [0, 0.25, 0.5, 0.75, 1])::varchar as heights
         from ${from} where ${where}`,
        parameters,
      ),
      counts(catalog, selected, isObjects ? "o.class" : "unnest(s.labels)"),
      counts(catalog, selected, "unnest(s.tags)"),
      counts(catalog, selected, "s.split"),
    ]);
    const widths = integerList(totals.textOrNull("widths"));
    const heights = integerList(totals.textOrNull("heights"));
    return {
      samples: totals.number("samples"),
      objects: totals.number("objects"),
      labeled: totals.number("labeled"),
      classes,
      tags,
      splits,
      imbalance: classes.length > 1 ? classes[0].count / classes[classes.length - 1].count : null,
      sizes: widths && heights ? { width: widths, height: heights } : null,
    };
  });
}

/** Values with their counts, most frequent first; missing values are left out. */
async function counts(
  catalog: Catalog,
  { from, where, parameters }: Selected,
  value: string,
): Promise<{ name: string; count: number }[]> {
  const rows = await catalog.rows(
    `select name, count(*)::integer as count from (select ${value} as name from ${from} where ${where})
     where name is not null group by name order by count desc, name`,
    parameters,
  );
  return rows.map((row) => ({ name: row.text("name"), count: row.number("count") }));
}

function integerList(text: string | null): number[] | null {
  if (text === null) return null;
  return text.slice(1, -1).split(", ").map(Number);
}
