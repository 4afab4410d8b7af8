import type { Catalog } from "../catalog/catalog.ts";
import { type MeasureName, measureNames } from "../contract/samples.ts";

/** Writes image measures of samples; NaN leaves a value as it is. */
export async function writeMeasures(
  catalog: Catalog,
  numbers: Int32Array,
  values: Partial<Record<MeasureName, Float32Array>>,
): Promise<void> {
  const given = measureNames.flatMap((name) => {
    const column = values[name];
    return column ? [{ name, column }] : [];
  });
  for (const { name, column } of given) {
    if (column.length !== numbers.length) {
      throw new RangeError(`${name} has ${column.length} values for ${numbers.length} samples.`);
    }
  }
  if (given.length === 0 || numbers.length === 0) return;
  await catalog.transaction(async (connection) => {
    const columns = given.map(({ name }) => `${name} float`).join(", ");
    await connection.change(`create or replace temp table measured(number integer, ${columns})`);
    await connection.append({ table: "measured" }, [
      { type: "integer", values: numbers },
      ...given.map(({ column }) => ({ type: "float" as const, values: column })),
    ]);
    const sets = given.map(({ name }) => `${name} = coalesce(m.${name}, samples.${name})`).join(", ");
    await connection.change(`update samples set ${sets} from measured m where samples.number = m.number`);
  });
}
