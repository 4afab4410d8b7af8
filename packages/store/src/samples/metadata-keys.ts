import type { Catalog } from "../catalog/catalog.ts";
import { datasetIds } from "../datasets/dataset-rows.ts";

/** A metadata key with the type that most of its values have. */
export interface MetadataKey {
  key: string;
  type: "text" | "number" | "boolean" | "date";
}

/** The metadata keys of datasets (none given: all), those of the most samples first. */
export async function metadataKeys(catalog: Catalog, datasets: readonly string[]): Promise<MetadataKey[]> {
  const ids = await datasetIds(catalog, datasets);
  const scope =
    ids.length > 0 ? `where sample in (select number from samples where dataset in (${ids.join(", ")}))` : "";
  const rows = await catalog.rows(
    `select key, count(*) as count, count(number_value) as numbers, count(boolean_value) as booleans,
       count(time_value) as times from metadata ${scope} group by key order by count desc, key`,
  );
  return rows.map((row) => {
    const half = row.number("count") / 2;
    const has = (column: string) => row.number(column) > half;
    const type = has("numbers") ? "number" : has("booleans") ? "boolean" : has("times") ? "date" : "text";
    return { key: row.text("key"), type };
  });
}
