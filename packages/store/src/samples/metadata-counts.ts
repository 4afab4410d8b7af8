import type { Catalog } from "../catalog/catalog.ts";
import type { MetadataCount, SampleQuery } from "../contract/samples.ts";
import type { Selection } from "./selection.ts";

/** Counts the values of every metadata key among the samples of a query. */
export function metadataCounts(catalog: Catalog, selection: Selection, query: SampleQuery): Promise<MetadataCount[]> {
  return selection.use(query, { datasets: true }, async ({ from, where, parameters }) => {
    const rows = await catalog.rows(
      `with chosen as (select s.number, s.content_hash, d.name as dataset from ${from} where ${where}),
       sizes as (select dataset, count(*) as size from chosen group by dataset),
       said as (
         select m.key, m.text_value, m.number_value, m.boolean_value, m.time_value, c.content_hash, c.dataset,
           concat_ws('|', m.text_value, m.number_value::varchar, m.boolean_value::varchar, m.time_value::varchar) as value
         from metadata m join chosen c on c.number = m.sample),
       counts as (
         select key, count(text_value) as texts, count(number_value) as numbers, count(boolean_value) as booleans,
           count(time_value) as dates, count(distinct value) as different from said group by key),
       clashes as (
         select key, count(*) as conflicts from (
           select key, content_hash from said group by key, content_hash having count(distinct value) > 1) group by key),
       filled as (select key, dataset, count(*) as present from said group by key, dataset),
       gaps as (
         select k.key, z.dataset, 1 - coalesce(f.present, 0) / z.size as missing
         from (select distinct key from said) k cross join sizes z left join filled f on f.key = k.key and f.dataset = z.dataset),
       worst as (select key, arg_max(dataset, missing) as dataset, max(missing) as missing from gaps group by key)
       select n.*, coalesce(x.conflicts, 0) as conflicts, w.dataset as worst, w.missing::double as missing
       from counts n left join clashes x on x.key = n.key join worst w on w.key = n.key order by n.key`,
      parameters,
    );
    return rows.map((row) => ({
      key: row.text("key"),
      text: row.number("texts"),
      number: row.number("numbers"),
      boolean: row.number("booleans"),
      date: row.number("dates"),
      distinct: row.number("different"),
      conflicts: row.number("conflicts"),
      worst: { dataset: row.text("worst"), missing: row.number("missing") },
    }));
  });
}
