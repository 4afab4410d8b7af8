import { GleanerError } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import type { FilterParameter } from "../catalog/filter-columns.ts";
import { type Field, fieldOf, scalarSql } from "./fields.ts";
import { type MetadataKey, metadataKeys } from "./metadata-keys.ts";
import { sampleNotFound } from "./sample-rows.ts";
import type { Selection } from "./selection.ts";

/** Current first label of each sample as an index into the sorted classes, -1 where there is none. */
export function classIndices(
  catalog: Catalog,
  numbers: Int32Array,
): Promise<{ classes: string[]; indices: Int32Array }> {
  return catalog.withNumbers(numbers, async (table) => {
    const rows = await catalog.rows(
      `select distinct label from samples where label is not null and number in (select number from ${table})`,
    );
    const classes = rows.map((row) => row.text("label")).sort();
    const [places, indices] = await catalog.integers(
      `select n.rowid::integer, (list_position(from_json(?, '["varchar"]'), s.label) - 1)::integer
       from ${table} n join samples s on s.number = n.number order by n.rowid`,
      [JSON.stringify(classes)],
    );
    requireAll(numbers, places);
    return { classes, indices };
  });
}

/** Values of a numeric or date field, NaN where missing. */
export async function numericValues(
  catalog: Catalog,
  selection: Selection,
  numbers: Int32Array,
  name: string,
  space: string,
): Promise<Float64Array> {
  const field = fieldOf(name);
  const value = `(${numericSql(field)})::double`;
  return readValues(catalog, selection, { numbers, field, space }, value, (sql, parameters) =>
    catalog.doubles(sql, parameters),
  );
}

/** Values of a field as text, null where missing; the first of a list. */
export async function textValues(
  catalog: Catalog,
  selection: Selection,
  numbers: Int32Array,
  name: string,
  space: string,
): Promise<(string | null)[]> {
  const field = fieldOf(name);
  const value = `(${scalarSql(field)})::varchar`;
  return readValues(catalog, selection, { numbers, field, space }, value, async (sql, parameters) => {
    const rows = await catalog.rows(sql, parameters);
    return rows.map((row) => row.textOrNull("value"));
  });
}

/** Reads `value`, one for each of the numbers and in their order. */
function readValues<Values extends { length: number }>(
  catalog: Catalog,
  selection: Selection,
  { numbers, field, space }: { numbers: Int32Array; field: Field; space: string },
  value: string,
  query: (sql: string, parameters: readonly FilterParameter[]) => Promise<Values>,
): Promise<Values> {
  const read = (join: string, parameters: readonly FilterParameter[]) =>
    catalog.withNumbers(numbers, async (table) => {
      const values = await query(
        `select ${value} as value from ${table} n join samples s on s.number = n.number
         join datasets d on d.id = abs(s.dataset)
         left join graph_scores g on g.sample = s.number and g.space = (select id from spaces where name = ?)
         ${join} order by n.rowid`,
        [space, ...parameters],
      );
      requireAll(numbers, values);
      return values;
    });
  switch (field.kind) {
    case "metadata":
      return read("left join metadata m on m.sample = s.number and m.key = ?", [field.key]);
    case "term":
      return selection.useTerm(field.term, space, ({ sql, parameters }) =>
        read(`left join ${sql} t0 on t0.number = s.number`, parameters),
      );
    case "column":
      return read("", []);
  }
}

/** What the values of a field are; lists are texts. */
export async function fieldType(catalog: Catalog, name: string): Promise<MetadataKey["type"]> {
  const field = fieldOf(name);
  switch (field.kind) {
    case "term":
      return field.type;
    case "column":
      return field.column.type === "texts" ? "text" : field.column.type;
    case "metadata":
      return (await metadataKeys(catalog, [])).find(({ key }) => key === field.key)?.type ?? "text";
  }
}

function numericSql(field: Field): string {
  if (field.kind === "metadata") return "coalesce(m.number_value, epoch_ms(m.time_value)::double)";
  if (field.kind === "term" && field.type === "number") return "t0.value";
  if (field.kind === "column" && field.column.type === "number") return field.column.sql;
  if (field.kind === "column" && field.column.type === "date") return `epoch_ms(${field.column.sql})`;
  throw new GleanerError("bad_filter", `The field ${field.name} has no numbers.`, {
    hint: "Choose a numeric field such as width, nn_distance or meta.NAME.",
    details: { field: field.name },
  });
}

function requireAll(numbers: Int32Array, found: { length: number }): void {
  if (found.length !== numbers.length)
    throw sampleNotFound([`(${numbers.length - found.length} of ${numbers.length} numbers)`]);
}
