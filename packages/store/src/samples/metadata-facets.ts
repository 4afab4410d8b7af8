import { type Facet, printOperand } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import type { Row } from "../catalog/row.ts";
import type { SampleQuery } from "../contract/samples.ts";
import { binsOf, type FacetLimits, histogramFacet, type ValueRange, valuesFacet } from "./facet-shapes.ts";
import type { MetadataKey } from "./metadata-keys.ts";
import type { Selected } from "./selected.ts";
import type { Selection } from "./selection.ts";

/** Counts metadata keys over the samples of a query: all texts in one pass, all numbers and dates in two. `total` is the number of samples. */
export function countMetadata(
  catalog: Catalog,
  selection: Selection,
  query: SampleQuery,
  keys: readonly MetadataKey[],
  limits: FacetLimits,
): Promise<(total: number) => Map<string, Facet>> {
  const texts = keys.filter(({ type }) => type === "text" || type === "boolean");
  const numbers = keys.filter(({ type }) => type === "number" || type === "date");
  return selection.use(query, {}, async (selected) => {
    const [values, histograms] = await Promise.all([
      countTexts(catalog, selected, texts, limits),
      countNumbers(catalog, selected, numbers),
    ]);
    return (total) => new Map([...values(total), ...histograms(total)]);
  });
}

/** `key`s of the selected samples joined as `m`. */
function joined({ from, where }: Selected, keys: readonly MetadataKey[]): string {
  return `from ${from} join metadata m on m.sample = s.number and m.key in (${keys.map(() => "?").join(", ")}) where ${where}`;
}

/** The keys are bound after what the joins of the selection bind and before its conditions; both are whole lists here. */
function bound(selected: Selected, keys: readonly MetadataKey[]) {
  return [...selected.joinParameters, ...keys.map(({ key }) => key), ...selected.whereParameters];
}

async function countTexts(
  catalog: Catalog,
  selected: Selected,
  keys: readonly MetadataKey[],
  { limit, search }: FacetLimits,
): Promise<(total: number) => [string, Facet][]> {
  const searched = search === "" ? "" : "where contains(lower(value), lower(?))";
  const rows =
    keys.length === 0
      ? []
      : await catalog.rows(
          `select key, value, count, distinct_values, present from (
             select *, count(*) over (partition by key) as distinct_values, sum(count) over (partition by key)::bigint as present,
               row_number() over (partition by key order by count desc, value) as place
             from (
               select m.key, coalesce(m.text_value, m.boolean_value::varchar, m.number_value::varchar) as value, count(*) as count
               ${joined(selected, keys)} group by all) ${searched})
           where place <= ${limit} order by key, place`,
          [...bound(selected, keys), ...(search === "" ? [] : [search])],
        );
  const byKey = Map.groupBy(rows, (row) => row.text("key"));
  return (total) =>
    keys.map(({ key }) => {
      const own = byKey.get(key) ?? [];
      const counts = {
        values: own.map((row) => ({ value: row.text("value"), count: row.number("count") })),
        distinct: own[0]?.number("distinct_values") ?? 0,
        missing: search === "" ? total - (own[0]?.number("present") ?? 0) : 0,
      };
      return [key, valuesFacet(nameOf(key), counts, limit)];
    });
}

async function countNumbers(
  catalog: Catalog,
  selected: Selected,
  keys: readonly MetadataKey[],
): Promise<(total: number) => [string, Facet][]> {
  if (keys.length === 0) return () => [];
  const value = "coalesce(epoch_ms(m.time_value)::double, m.number_value)";
  const found = await catalog.rows(
    `select m.key, min(${value}) as low, max(${value}) as high, count(${value}) as count ${joined(selected, keys)} group by m.key`,
    bound(selected, keys),
  );
  const ranges = new Map(found.map((row) => [row.text("key"), row]));
  const binned = keys.flatMap(({ key, type }) => {
    const row = ranges.get(key);
    const bins = row && binsOf(rangeOf(row, 0), type === "date" ? "date" : "number");
    return bins ? [{ key, type, bins }] : [];
  });
  const counts = await binCounts(catalog, selected, binned, value);
  return (total) =>
    keys.map(({ key, type }) => {
      const row = ranges.get(key);
      const range = row ? rangeOf(row, total) : { low: null, high: null, missing: total };
      const bins = binned.find((each) => each.key === key)?.bins ?? null;
      const kind = type === "date" ? ("date" as const) : ("number" as const);
      return [key, histogramFacet(nameOf(key), range, bins, counts.get(key) ?? new Map(), kind)];
    });
}

async function binCounts(
  catalog: Catalog,
  selected: Selected,
  binned: readonly (MetadataKey & { bins: { start: number; step: number; bins: number } })[],
  value: string,
): Promise<Map<string, Map<number, number>>> {
  const counts = new Map<string, Map<number, number>>();
  if (binned.length === 0) return counts;
  const steps = binned.map(
    ({ bins }) => `when ? then floor((${value} - ${bins.start}::double) / ${bins.step}::double)`,
  );
  const rows = await catalog.rows(
    `select m.key, (case m.key ${steps.join(" ")} end)::integer as bin, count(*) as count ${joined(selected, binned)}
     and ${value} is not null group by all`,
    [...binned.map(({ key }) => key), ...bound(selected, binned)],
  );
  for (const row of rows) {
    const key = row.text("key");
    const last = (binned.find((each) => each.key === key)?.bins.bins ?? 1) - 1;
    const bin = Math.min(Math.max(row.number("bin"), 0), last);
    const own = counts.get(key) ?? new Map<number, number>();
    counts.set(key, own.set(bin, (own.get(bin) ?? 0) + row.number("count")));
  }
  return counts;
}

/** As the filter language writes it. */
function nameOf(key: string): string {
  return printOperand({ kind: "meta", name: key });
}

function rangeOf(row: Row, total: number): ValueRange {
  return { low: row.numberOrNull("low"), high: row.numberOrNull("high"), missing: total - row.number("count") };
}
