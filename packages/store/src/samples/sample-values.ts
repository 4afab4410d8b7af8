import { GleanerError, type Unit } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import type { FilterParameter } from "../catalog/filter-columns.ts";
import { spaceFor, tableOf, unitOfNumbers } from "../catalog/units.ts";
import { type Field, fieldOf, scalarSql } from "./fields.ts";
import { type MetadataKey, metadataKeys } from "./metadata-keys.ts";
import { sampleNotFound } from "./sample-rows.ts";
import type { Selection } from "./selection.ts";

/** Current first label of each sample as an index into the sorted classes, -1 where there is none. */
export async function classIndices(
  catalog: Catalog,
  numbers: Int32Array,
): Promise<{ classes: string[]; indices: Int32Array }> {
  const unit = await unitOfNumbers(catalog, numbers);
  const column = unit === "object" ? "class" : "label";
  return catalog.withNumbers(numbers, async (table) => {
    const rows = await catalog.rows(
      `select distinct ${column} as name from ${tableOf(unit)}
       where ${column} is not null and number in (select number from ${table})`,
    );
    const classes = rows.map((row) => row.text("name")).sort();
    const [indices, known] = await catalog.integers(
      `select (list_position(from_json(?, '["varchar"]'), s.${column}) - 1)::integer, s.number
       from ${table} n left join ${tableOf(unit)} s on s.number = n.number order by n.rowid`,
      [JSON.stringify(classes)],
    );
    if (unit === "sample")
      requireAll(
        numbers,
        known.filter((number) => number >= 0),
      );
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
  const unit = await unitOfNumbers(catalog, numbers);
  const field = fieldOf(name, unit);
  const value = `(${numericSql(field)})::double`;
  return readValues(catalog, selection, { numbers, unit, field, space }, value, (sql, parameters) =>
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
  const unit = await unitOfNumbers(catalog, numbers);
  const field = fieldOf(name, unit);
  const value = `(${scalarSql(field)})::varchar`;
  return readValues(catalog, selection, { numbers, unit, field, space }, value, async (sql, parameters) => {
    const rows = await catalog.rows(sql, parameters);
    return rows.map((row) => row.textOrNull("value"));
  });
}

/** Reads `value`, one for each of the numbers and in their order. */
function readValues<Values extends { length: number }>(
  catalog: Catalog,
  selection: Selection,
  { numbers, unit, field, space }: { numbers: Int32Array; unit: Unit; field: Field; space: string },
  value: string,
  query: (sql: string, parameters: readonly FilterParameter[]) => Promise<Values>,
): Promise<Values> {
  const own = unit === "object" ? "o.number" : "s.number";
  const rows =
    unit === "object"
      ? "left join objects o on o.number = n.number left join samples s on s.number = o.sample left join datasets d on d.id = abs(s.dataset)"
      : "join samples s on s.number = n.number join datasets d on d.id = abs(s.dataset)";
  const read = (join: string, parameters: readonly FilterParameter[]) =>
    catalog.withNumbers(numbers, async (table) => {
      const values = await query(
        `select ${value} as value from ${table} n ${rows}
         left join graph_scores g on g.sample = ${own} and g.space = (select id from spaces where name = ?)
         ${join} order by n.rowid`,
        [spaceFor(unit, space), ...parameters],
      );
      requireAll(numbers, values);
      return values;
    });
  switch (field.kind) {
    case "metadata":
      return read("left join metadata m on m.sample = s.number and m.key = ?", [field.key]);
    case "term":
      return selection.useTerm(field.term, unit, space, ({ sql, parameters }) =>
        read(`left join ${sql} t0 on t0.number = ${own}`, parameters),
      );
    case "column":
      return read("", []);
  }
}

/** What the values of a field are; lists are texts. */
export async function fieldType(catalog: Catalog, name: string, unit: Unit): Promise<MetadataKey["type"]> {
  const field = fieldOf(name, unit);
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
